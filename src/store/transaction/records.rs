//! What is no task in a transaction: periods, returns, the settings, the registry.

use std::path::Path;

use super::Transaction;
use crate::{
    error::Result,
    model::{Office, PeriodId, Registry, ReportingPeriod, Return, Subject, change},
    store::{edit, layout, load, yaml},
};

impl Transaction<'_> {
    /// Prepares a reporting period: a new one, or what changes of one that is there.
    ///
    /// # Errors
    /// When the present file can't be read or changed safely.
    pub fn put_period(&mut self, id: PeriodId, period: &ReportingPeriod) -> Result<()> {
        let path = layout::period_file(id);
        let shown = self.store.directory().join(&path);
        let after = match load::StoreSource::read(self.store, &path, yaml::MAX_FILE_BYTES)? {
            None => yaml::write_period(period),
            Some(bytes) => edit::revise_period(&shown, &bytes, period)?,
        };
        self.put(&path, after.into_bytes())
    }

    /// Prepares what is known of the office: a new file, or what changes of the one that is there.
    ///
    /// # Errors
    /// When the present one can't be read or changed safely.
    pub fn put_office(&mut self, office: &Office) -> Result<()> {
        let path = Path::new(layout::OFFICE);
        let shown = self.store.directory().join(path);
        let after = match load::StoreSource::read(self.store, path, yaml::MAX_FILE_BYTES)? {
            None => yaml::write_office(office),
            Some(bytes) => edit::revise_office(&shown, &bytes, office)?,
        };
        self.put(path, after.into_bytes())
    }

    /// Prepares the return of the department with this code: a new one, or what changes of one that is there.
    ///
    /// # Errors
    /// When the present file can't be read or changed safely.
    pub fn put_return(&mut self, slug: &str, id: PeriodId, code: &str, after: &Return) -> Result<()> {
        let path = layout::return_file(slug, id, code);
        let shown = self.store.directory().join(&path);
        let present = load::StoreSource::read(self.store, &path, yaml::MAX_FILE_BYTES)?;
        let (before, text) = match &present {
            None => (None, yaml::write_return(after)),
            Some(bytes) => {
                let before = yaml::read_return(&shown, bytes)?;
                (Some(before), edit::revise_return(&shown, bytes, after)?)
            }
        };
        self.changes.extend(change::compare_returns(slug, id, before.as_ref(), Some(after)));
        self.put(&path, text.into_bytes())
    }

    /// Prepares the store's settings to become these.
    ///
    /// # Errors
    /// When the present ones can't be read or changed safely.
    pub fn revise_config(&mut self, config: &yaml::Config) -> Result<()> {
        let present = self.store.config()?;
        let changes = change::compare_keys(&Subject::Store, &yaml::fields(&present), &yaml::fields(config));
        self.changes.extend(changes);
        self.put_config(config)
    }

    pub(super) fn put_config(&mut self, config: &yaml::Config) -> Result<()> {
        let path = Path::new(layout::CONFIG);
        let shown = self.store.directory().join(path);
        let bytes = load::StoreSource::read(self.store, path, yaml::MAX_FILE_BYTES)?.unwrap_or_default();
        yaml::read_config(&shown, &bytes)?;
        let text = edit::text_of(&bytes);
        let after =
            edit::revise_config(text, config).ok_or_else(|| edit::refusal(&shown, text, "default_plan"))?;
        self.put(path, after.into_bytes())
    }

    /// Prepares the registry to become this one.
    ///
    /// # Errors
    /// When the present one can't be read or changed safely.
    pub fn revise_registry(&mut self, registry: &Registry) -> Result<()> {
        let present = load::registry(self.store)?;
        self.changes.extend(change::compare_registries(&present, registry));
        self.put_registry(registry)
    }

    /// Puts a registry in place of the present one; what it changes is for the caller to say.
    ///
    /// # Errors
    /// When the present one can't be changed safely.
    pub fn put_registry(&mut self, registry: &Registry) -> Result<()> {
        let path = Path::new(layout::REGISTRY);
        let shown = self.store.directory().join(path);
        let bytes = load::StoreSource::read(self.store, path, yaml::MAX_FILE_BYTES)?;
        let present = match &bytes {
            Some(bytes) => yaml::read_registry(&shown, bytes)?,
            None => Registry::default(),
        };
        if present == *registry {
            return Ok(());
        }
        let bytes = bytes.unwrap_or_default();
        let text = edit::text_of(&bytes);
        let after = edit::revise_registry(text, registry)
            .ok_or_else(|| edit::refusal(&shown, text, "departments"))?;
        self.put(path, after.into_bytes())
    }
}
