//! The query of a list, and the headers that tell where the rest of the list is.
//!
//! Clients pick the next page's number out of `Link` by counting characters: `page` must be the first parameter.

use crate::flows::admin::list::Part;
use actix_web::HttpResponseBuilder;
use actix_web::http::header::LINK;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use url::form_urlencoded;

const X_TOTAL_COUNT: &str = "X-Total-Count";

/// What Go leaves as it is in a query.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'~');

/// The parameters of a query, in order.
pub struct ListQuery(Vec<(String, String)>);

impl ListQuery {
    /// Reads what stands behind the `?`.
    pub fn of(query: &str) -> Self {
        Self(
            form_urlencoded::parse(query.as_bytes())
                .into_owned()
                .collect(),
        )
    }

    /// The first value of a parameter; empty if there is none.
    pub fn first(&self, name: &str) -> String {
        self.all(name).into_iter().next().unwrap_or_default()
    }

    /// Every value of a parameter.
    pub fn all(&self, name: &str) -> Vec<String> {
        let named = self.0.iter().filter(|(parameter, _)| parameter == name);
        named.map(|(_, value)| value.clone()).collect()
    }

    /// The list at `path` with the same parameters but for one: `page` and `per_page` first, the others sorted.
    fn link(&self, path: &str, parameter: &str, value: &str, rel: &str) -> String {
        let others = self.0.iter().filter(|(name, _)| {
            // A page by cursor has no number, not even an empty one.
            name != parameter && name != "page"
        });
        let changed = (parameter.to_owned(), value.to_owned());
        let mut pairs: Vec<&(String, String)> = others.chain([&changed]).collect();
        pairs.sort_by_key(|(name, _)| (name != "page", name != "per_page", name.clone()));
        let pairs: Vec<String> = pairs
            .into_iter()
            .map(|(name, value)| format!("{}={}", escaped(name), escaped(value)))
            .collect();
        format!("<{path}?{}>; rel=\"{rel}\"", pairs.join("&"))
    }
}

/// Adds `Link` and `X-Total-Count`, as far as the part has them.
pub fn tell_rest(builder: &mut HttpResponseBuilder, path: &str, query: &ListQuery, part: &Part) {
    match part {
        Part::Numbered { page, pages, total } => {
            let last = query.link(path, "page", &pages.to_string(), "last");
            let links = if pages > page {
                let next = query.link(path, "page", &(page + 1).to_string(), "next");
                format!("{next}, {last}")
            } else {
                last
            };
            builder.insert_header((LINK, links));
            builder.insert_header((X_TOTAL_COUNT, total.to_string()));
        }
        Part::Cursor(Some(cursor)) => {
            builder.insert_header((LINK, query.link(path, "cursor", cursor, "next")));
        }
        Part::Cursor(None) => {}
    }
}

fn escaped(text: &str) -> String {
    utf8_percent_encode(text, ESCAPED)
        .to_string()
        .replace("%20", "+")
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::HttpResponse;

    fn link(query: &str, part: &Part) -> Option<String> {
        let mut builder = HttpResponse::Ok();
        tell_rest(&mut builder, "/admin/users", &ListQuery::of(query), part);
        let response = builder.finish();
        let header = response.headers().get("link")?;
        Some(header.to_str().expect("text").to_owned())
    }

    fn numbered(page: u64, pages: u64) -> Part {
        let total = pages * 50;
        Part::Numbered { page, pages, total }
    }

    #[test]
    fn the_page_comes_first_then_its_size_then_the_rest_in_order() {
        assert_eq!(
            link(
                "sort=created_at+asc&per_page=50&filter=a%26b~c*&page=1",
                &numbered(1, 3)
            )
            .as_deref(),
            Some(
                "</admin/users?page=2&per_page=50&filter=a%26b~c%2A&sort=created_at+asc>; rel=\"next\", \
                 </admin/users?page=3&per_page=50&filter=a%26b~c%2A&sort=created_at+asc>; rel=\"last\""
            )
        );
    }

    #[test]
    fn empty_and_repeated_parameters_are_kept() {
        assert_eq!(
            link("page=&per_page=&x=2&x=1&page=7", &numbered(1, 1)).as_deref(),
            Some("</admin/users?page=1&per_page=&x=2&x=1>; rel=\"last\"")
        );
    }

    #[test]
    fn a_list_of_nobody_ends_at_page_0() {
        assert_eq!(
            link("", &numbered(1, 0)).as_deref(),
            Some("</admin/users?page=0>; rel=\"last\"")
        );
    }

    #[test]
    fn beyond_the_last_page_there_is_no_next_one() {
        assert_eq!(
            link("page=9", &numbered(9, 3)).as_deref(),
            Some("</admin/users?page=3>; rel=\"last\"")
        );
    }

    #[test]
    fn a_cursor_takes_the_place_of_the_last_one_and_of_the_page() {
        let part = Part::Cursor(Some("new".to_owned()));
        assert_eq!(
            link("page=&limit=2&cursor=old", &part).as_deref(),
            Some("</admin/users?cursor=new&limit=2>; rel=\"next\"")
        );
        assert_eq!(link("limit=2", &Part::Cursor(None)), None);
    }

    #[test]
    fn no_parameter_breaks_the_header() {
        let link = link("x=%0d%0aSet-Cookie:%20a&%3e;=%22", &numbered(1, 1));
        assert_eq!(
            link.as_deref(),
            Some("</admin/users?page=1&%3E%3B=%22&x=%0D%0ASet-Cookie%3A+a>; rel=\"last\"")
        );
    }
}
