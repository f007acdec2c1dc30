//! HTTP: the route table, the wire types, the error table and the middleware. Handlers extract, make one call, and turn
//! the answer into a wire type; what is decided is decided beneath.
//!
//! In the order of a request's way: [`serve`](mod@serve) (the server), [`routes`] (the table), [`edge`] (the middleware), [`body`]
//! and [`caller`] (what the handlers take, with [`client_address`]), [`limits`] (whether it may), [`endpoints`] (a file each,
//! sharing [`state`]), [`wire`] (what they answer), [`errors`] (what else they answer, in the form of [`api_version`], with
//! [`go_text`]); for browsers that are sent on, [`parameters`] (what they bring) and [`location`] (where they go).
//! [`metrics`] are served apart, on an address of their own.

pub mod api_version;
pub mod body;
pub mod caller;
pub mod client_address;
pub mod edge;
pub mod endpoints;
pub mod errors;
pub mod go_text;
pub mod limits;
pub mod location;
pub mod metrics;
pub mod parameters;
pub mod routes;
pub mod serve;
pub mod state;
pub mod wire;

pub use errors::HttpError;
pub use routes::configure;
pub use serve::{ServeOptions, serve, serve_with};
pub use state::{HttpState, HttpStateError};
