//! The service as its clients see it, over HTTP, in the shape of its URLs: a file or a folder per endpoint.

#[cfg(test)]
#[expect(dead_code, reason = "each suite uses its part of the support")]
#[path = "../support/mod.rs"]
mod support;
#[cfg(test)]
mod token;
