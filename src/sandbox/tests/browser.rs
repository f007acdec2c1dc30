//! A browser as far as the consent page needs one: it keeps a cookie, follows nothing, and sends forms.

use std::collections::BTreeMap;

use reqwest::header::{COOKIE, HeaderMap, SET_COOKIE};

use crate::sandbox::{StandIn, paths};

use super::{REDIRECT_URI, REST_KEY, client};

#[derive(Clone)]
pub struct Browser {
    base: String,
    cookie: Option<String>,
    says: Vec<(String, String)>,
}

pub struct Page {
    pub status: u16,
    pub headers: HeaderMap,
    pub text: String,
}

/// The query of a usual request, with these parameters changed; an empty value leaves one out.
pub fn query(changed: &[(&str, &str)]) -> String {
    let mut parameters = BTreeMap::from([
        ("client_id", REST_KEY),
        ("redirect_uri", REDIRECT_URI),
        ("response_type", "code"),
    ]);
    parameters.extend(changed.iter().copied());
    parameters.retain(|_, value| !value.is_empty());
    url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(parameters)
        .finish()
}

/// A parameter that went back to the app.
pub fn returned(page: &Page, name: &str) -> String {
    let location = url::Url::parse(page.header("location")).unwrap();
    let found = location.query_pairs().find(|(known, _)| known == name);
    found.expect("the parameter came back").1.into_owned()
}

impl Browser {
    pub fn new(stand_in: &StandIn) -> Self {
        Self {
            base: stand_in.url().to_owned(),
            cookie: None,
            says: Vec::new(),
        }
    }

    /// Every request from now on has this header.
    pub fn says(&mut self, name: &str, value: &str) {
        self.says.push((name.to_owned(), value.to_owned()));
    }

    pub async fn get(&mut self, path: &str) -> Page {
        let request = client().get(format!("{}{path}", self.base));
        self.exchange(request).await
    }

    /// Opens the consent page.
    pub async fn open(&mut self, query: &str) -> Page {
        self.get(&format!("{}?{query}", paths::AUTHORIZE)).await
    }

    /// Sends the page's form.
    pub async fn send(&mut self, query: &str, form: &[(&str, &str)]) -> Page {
        let url = format!("{}{}?{query}", self.base, paths::AUTHORIZE);
        self.exchange(client().post(url).form(form)).await
    }

    /// Chooses a person, leaves every box ticked, and agrees.
    pub async fn agree(&mut self, query: &str, person: &str) -> Page {
        let form = [
            ("person", person),
            ("scope_profile_nickname", "on"),
            ("scope_profile_image", "on"),
            ("scope_account_email", "on"),
            ("decision", "agree"),
        ];
        self.send(query, &form).await
    }

    async fn exchange(&mut self, mut request: reqwest::RequestBuilder) -> Page {
        for (name, value) in &self.says {
            request = request.header(name, value);
        }
        if let Some(cookie) = &self.cookie {
            request = request.header(COOKIE, format!("other=1; {cookie}"));
        }
        let response = request.send().await.unwrap();
        let page = Page {
            status: response.status().as_u16(),
            headers: response.headers().clone(),
            text: response.text().await.unwrap(),
        };
        if page.headers.contains_key(SET_COOKIE) {
            let pair = page.header("set-cookie").split(';').next().unwrap();
            self.cookie = Some(pair.to_owned());
        }
        page
    }
}

impl Page {
    /// A header that is there.
    pub fn header(&self, name: &str) -> &str {
        let value = self.headers.get(name).expect("the header is there");
        value.to_str().unwrap()
    }
}
