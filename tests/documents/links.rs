//! Links from page to page.

use crate::text::{anchors, documents, links, read, root};

#[test]
fn every_relative_link_leads_to_a_file() {
    let mut broken = Vec::new();
    for document in documents() {
        let folder = root().join(&document).parent().unwrap().to_path_buf();
        let text = read(&document);
        let files = links(&text)
            .into_iter()
            .filter_map(|link| link.split('#').next());
        let lost = files.filter(|file| !file.is_empty() && !folder.join(file).exists());
        broken.extend(lost.map(|link| format!("{document}: {link}")));
    }
    assert!(broken.is_empty(), "\n{}\n", broken.join("\n"));
}

#[test]
fn every_fragment_of_a_link_is_a_heading() {
    let mut broken = Vec::new();
    for document in documents() {
        let folder = root().join(&document).parent().unwrap().to_path_buf();
        let text = read(&document);
        for (file, fragment) in links(&text)
            .into_iter()
            .filter_map(|link| link.split_once('#'))
        {
            let target = if file.is_empty() {
                text.clone()
            } else {
                // A page, since nothing else has headings.
                std::fs::read_to_string(folder.join(file)).unwrap_or_default()
            };
            if !anchors(&target).iter().any(|anchor| anchor == fragment) {
                broken.push(format!("{document}: {file}#{fragment}"));
            }
        }
    }
    assert!(broken.is_empty(), "\n{}\n", broken.join("\n"));
}
