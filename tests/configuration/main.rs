//! The configuration as a user meets it: what is read, what is refused and in which words, what is never shown.

#[cfg(test)]
mod defaults;
#[cfg(test)]
mod faults;
#[cfg(test)]
mod file;
#[cfg(test)]
mod keys;
#[cfg(test)]
mod loading;
#[cfg(test)]
mod names;
#[cfg(test)]
mod reference;
#[cfg(test)]
mod secrets;
#[cfg(test)]
mod unsupported;
#[cfg(test)]
mod values;
