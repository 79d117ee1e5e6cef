//! Which number goes by a text.

use std::hash::BuildHasher;

use hashbrown::hash_table::Entry;
use hashbrown::{DefaultHashBuilder, HashTable};

/// Numbers by text. Who has the numbers has the texts, too, so that none is here a second time; their hashes are, so that
/// growing does not have to look at each.
#[derive(Clone, Debug, Default)]
pub(crate) struct Index {
    known: HashTable<(u64, u64)>,
    hasher: DefaultHashBuilder,
}

impl Index {
    /// The number that goes by a text, of which `has` knows for each number whether it is its own.
    pub(crate) fn find(&self, text: &str, has: impl Fn(u64) -> bool) -> Option<u64> {
        if self.known.is_empty() {
            return None;
        }
        let hash = self.hasher.hash_one(text);
        let found = self.known.find(hash, |(known, number)| *known == hash && has(*number));
        found.map(|(_, number)| *number)
    }

    /// Notes a text, unless a number goes by it; see [`Self::find`].
    pub(crate) fn insert_new(&mut self, text: &str, number: u64, has: impl Fn(u64) -> bool) -> bool {
        let hash = self.hasher.hash_one(text);
        let entry = self.known.entry(hash, |(known, number)| *known == hash && has(*number), |(hash, _)| *hash);
        let is_new = matches!(entry, Entry::Vacant(_));
        entry.or_insert((hash, number));
        is_new
    }

    /// Notes a text that no number goes by.
    pub(crate) fn insert(&mut self, text: &str, number: u64) {
        let hash = self.hasher.hash_one(text);
        self.known.insert_unique(hash, (hash, number), |(hash, _)| *hash);
    }

    pub(crate) fn remove(&mut self, text: &str, number: u64) {
        let hash = self.hasher.hash_one(text);
        if let Ok(known) = self.known.find_entry(hash, |known| *known == (hash, number)) {
            known.remove();
        }
    }

    #[cfg(test)]
    pub(crate) fn len(&self) -> usize {
        self.known.len()
    }
}
