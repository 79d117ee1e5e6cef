//! A storage that is one file: a database whose transactions survive whatever happens to the process.

use std::io;
use std::path::{Path, PathBuf};

use redb::{Database, DatabaseError, Durability, ReadableDatabase as _, ReadableTable as _, StorageError, TableDefinition, TableError};

use super::{RecordChange, RecordKey, Storage};

const RECORDS: TableDefinition<'static, (&str, &str, &str, u64), &[u8]> = TableDefinition::new("records");

/// Everything is in memory anyway: nothing is read twice.
const CACHE: usize = 1 << 20;

pub(crate) struct File {
    path: PathBuf,
    database: Database,
}

impl File {
    /// Opens a file, or makes it.
    pub(crate) fn open(path: &Path) -> io::Result<Self> {
        let complain = |message: String| io::Error::other(format!("cannot keep the state in {}: {message}", path.display()));
        let database = Database::builder().set_cache_size(CACHE).create(path).map_err(|error| match error {
            DatabaseError::DatabaseAlreadyOpen => complain("it is in use by another mock".to_owned()),
            DatabaseError::UpgradeRequired(_) => complain("it was written by an older mock; start with another file".to_owned()),
            DatabaseError::Storage(StorageError::Io(error)) if error.kind() != io::ErrorKind::InvalidData => complain(error.to_string()),
            error => complain(format!("it is no file of a mock, or it is damaged ({error})")),
        })?;
        Ok(Self { path: path.to_owned(), database })
    }
}

impl Storage for File {
    fn name(&self) -> String {
        self.path.display().to_string()
    }

    fn read(&mut self) -> io::Result<Vec<(RecordKey, Vec<u8>)>> {
        let transaction = self.database.begin_read().map_err(io::Error::other)?;
        let table = match transaction.open_table(RECORDS) {
            Ok(table) => table,
            Err(TableError::TableDoesNotExist(_)) => return Ok(Vec::new()),
            Err(error) => return Err(io::Error::other(error)),
        };
        let mut records = Vec::new();
        for record in table.iter().map_err(io::Error::other)? {
            let (key, value) = record.map_err(io::Error::other)?;
            let (kind, service, name, number) = key.value();
            records.push(((kind.to_owned(), service.to_owned(), name.to_owned(), number), value.value().to_vec()));
        }
        Ok(records)
    }

    fn write(&mut self, changes: &[RecordChange]) -> io::Result<()> {
        let mut transaction = self.database.begin_write().map_err(io::Error::other)?;
        transaction.set_durability(Durability::Immediate).map_err(io::Error::other)?;
        {
            let mut table = transaction.open_table(RECORDS).map_err(io::Error::other)?;
            for ((kind, service, name, number), value) in changes {
                let key = (kind.as_str(), service.as_str(), name.as_str(), *number);
                match value {
                    Some(value) => table.insert(key, value.as_slice()).map(drop),
                    None => table.remove(key).map(drop),
                }
                .map_err(io::Error::other)?;
            }
        }
        transaction.commit().map_err(io::Error::other)
    }
}
