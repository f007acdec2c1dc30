//! The service over HTTP, in this process, on both databases, with a clock and a Kakao that the tests hold. The modules
//! mirror the paths, but for [`keys`] and [`clean_up`], which no path leads to; [`gate`] asks and counts, [`journey`] goes
//! the way of a browser, [`words`] compares what is said, [`secret`] makes tokens.

#[cfg(test)]
mod admin;
#[cfg(test)]
mod authorize;
#[cfg(test)]
mod availability;
#[cfg(test)]
mod callback;
#[cfg(test)]
mod clean_up;
#[cfg(test)]
mod clients;
#[cfg(test)]
mod cors;
#[cfg(test)]
mod gate;
#[cfg(test)]
mod journey;
#[cfg(test)]
mod keys;
#[cfg(test)]
mod limits;
#[cfg(test)]
mod logout;
#[cfg(test)]
mod off;
#[cfg(test)]
mod overload;
#[cfg(test)]
mod plans;
#[cfg(test)]
mod public;
#[cfg(test)]
mod secret;
#[cfg(test)]
mod signup;
#[cfg(test)]
#[expect(dead_code, reason = "each suite uses its part of the support")]
#[path = "../support/mod.rs"]
mod support;
#[cfg(test)]
mod token;
#[cfg(test)]
mod user;
#[cfg(test)]
mod words;
