//! The one way from settings to typed values: it collects what is wrong and what is to be noticed.
//!
//! Every method answers `None` where a fault was recorded, and only there; so a section that has all its values is
//! sound, and one that has not is reported in full.

use super::errors::Fault;
use super::problem::Problem;
use super::source::{Origin, Setting, Source};
use super::variable::Variable;
use super::warning::Warning;
#[cfg(test)]
use std::collections::BTreeSet;

/// Reads settings by their variables.
pub(super) struct Reader<'a> {
    source: &'a Source,
    faults: Vec<Fault>,
    warnings: Vec<Warning>,
    #[cfg(test)]
    seen: BTreeSet<&'static str>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(source: &'a Source) -> Self {
        Self {
            source,
            faults: Vec::new(),
            warnings: Vec::new(),
            #[cfg(test)]
            seen: BTreeSet::new(),
        }
    }

    /// The value that was set, or the default; where there is none, what an empty text stands for.
    pub(super) fn value<T>(
        &mut self,
        variable: &'static Variable,
        parse: impl FnOnce(&str) -> Result<T, Problem>,
    ) -> Option<T> {
        let default = Setting {
            origin: Origin::default_of(variable),
            value: variable.default,
        };
        let setting = self.find(variable).unwrap_or(default);
        self.parsed(variable, setting, parse)
    }

    /// The value that was set, if one was.
    #[expect(
        clippy::option_option,
        reason = "the outer None is a fault, the inner one a setting that is not there"
    )]
    pub(super) fn optional<T>(
        &mut self,
        variable: &'static Variable,
        parse: impl FnOnce(&str) -> Result<T, Problem>,
    ) -> Option<Option<T>> {
        match self.find(variable) {
            Some(setting) => self.parsed(variable, setting, parse).map(Some),
            None => Some(None),
        }
    }

    /// The value that was set; a fault with `reason` where none was.
    pub(super) fn needed<T>(
        &mut self,
        variable: &'static Variable,
        reason: &'static str,
        parse: impl FnOnce(&str) -> Result<T, Problem>,
    ) -> Option<T> {
        let Some(setting) = self.find(variable) else {
            self.record(Fault::missing(variable, reason));
            return None;
        };
        self.parsed(variable, setting, parse)
    }

    /// All that was set, for those who look at names.
    pub(super) fn source(&self) -> &'a Source {
        self.source
    }

    /// Where the setting that counts was made.
    pub(super) fn origin(&self, variable: &Variable) -> Option<Origin> {
        self.source.find(variable).map(|setting| setting.origin)
    }

    /// Records a fault that shows only beside other settings.
    pub(super) fn refuse(&mut self, variable: &Variable, problem: Problem) {
        let origin = self
            .origin(variable)
            .unwrap_or_else(|| Origin::default_of(variable));
        self.refuse_at(variable, origin, problem);
    }

    /// Records a fault of a setting by its origin.
    pub(super) fn refuse_at(&mut self, variable: &Variable, origin: Origin, problem: Problem) {
        self.record(Fault::refused(variable, origin, problem));
    }

    /// Records something to notice.
    pub(super) fn note(&mut self, warning: Warning) {
        self.warnings.push(warning);
    }

    /// Records something to notice about a setting, if it was made.
    pub(super) fn warn(&mut self, variable: &Variable, warning: impl FnOnce(Origin) -> Warning) {
        if let Some(origin) = self.origin(variable) {
            self.note(warning(origin));
        }
    }

    /// What was found, at the end.
    pub(super) fn finish(self) -> (Vec<Fault>, Vec<Warning>) {
        (self.faults, self.warnings)
    }

    /// The names of all variables that were asked for.
    #[cfg(test)]
    pub(super) fn seen(&self) -> &BTreeSet<&'static str> {
        &self.seen
    }

    fn find(&mut self, variable: &'static Variable) -> Option<Setting<'a>> {
        #[cfg(test)]
        self.seen.insert(variable.name);
        self.source.find(variable)
    }

    fn parsed<T>(
        &mut self,
        variable: &Variable,
        setting: Setting<'_>,
        parse: impl FnOnce(&str) -> Result<T, Problem>,
    ) -> Option<T> {
        match parse(setting.value) {
            Ok(value) => Some(value),
            Err(problem) => {
                self.refuse_at(variable, setting.origin, problem);
                None
            }
        }
    }

    /// A setting that two parts look at is at fault once.
    fn record(&mut self, fault: Fault) {
        if !self.faults.contains(&fault) {
            self.faults.push(fault);
        }
    }
}
