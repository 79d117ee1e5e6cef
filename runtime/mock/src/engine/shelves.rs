//! Things by numbers that are counted up.

use std::collections::{BTreeMap, HashMap};
use std::hash::{BuildHasherDefault, Hasher};

use crate::ids::mixed;

/// A map by number. Nobody chooses the numbers, so that a hash need not be one that nobody can foresee.
pub(super) type ByNumber<K, V> = HashMap<K, V, BuildHasherDefault<Spread>>;

/// A hash for numbers that are counted up.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Spread(u64);

impl Hasher for Spread {
    fn finish(&self) -> u64 {
        mixed(self.0)
    }

    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|byte| self.write_u64((*byte).into()));
    }

    fn write_u64(&mut self, number: u64) {
        self.0 = self.0.rotate_left(32) ^ number;
    }

    fn write_usize(&mut self, number: usize) {
        self.write_u64(number as u64);
    }
}

/// How many things stand on a shelf.
const WIDTH: usize = 64;

/// Things by number, those with near numbers side by side: they came at about the same time, and are wanted at about the same
/// time. A shelf goes with its last thing.
#[derive(Clone, Debug)]
pub(super) struct Shelves<T> {
    shelves: ByNumber<u64, Shelf<T>>,
}

#[derive(Clone, Debug)]
struct Shelf<T> {
    filled: usize,
    places: Box<[Option<T>; WIDTH]>,
}

impl<T> Default for Shelves<T> {
    fn default() -> Self {
        Self { shelves: ByNumber::default() }
    }
}

impl<T> Shelves<T> {
    pub(super) fn get(&self, number: u64) -> Option<&T> {
        let (shelf, place) = place(number);
        self.shelves.get(&shelf)?.places[place].as_ref()
    }

    pub(super) fn get_mut(&mut self, number: u64) -> Option<&mut T> {
        let (shelf, place) = place(number);
        self.shelves.get_mut(&shelf)?.places[place].as_mut()
    }

    pub(super) fn insert(&mut self, number: u64, thing: T) {
        let (shelf, place) = place(number);
        let shelf = self.shelves.entry(shelf).or_insert_with(|| Shelf { filled: 0, places: Box::new([const { None }; WIDTH]) });
        if shelf.places[place].replace(thing).is_none() {
            shelf.filled += 1;
        }
    }

    pub(super) fn remove(&mut self, number: u64) -> Option<T> {
        let (number, place) = place(number);
        let shelf = self.shelves.get_mut(&number)?;
        let thing = shelf.places[place].take()?;
        shelf.filled -= 1;
        if shelf.filled == 0 {
            self.shelves.remove(&number);
        }
        Some(thing)
    }

    /// All things by growing number.
    pub(super) fn iter(&self) -> impl Iterator<Item = (u64, &T)> {
        let mut shelves: Vec<_> = self.shelves.iter().collect();
        shelves.sort_unstable_by_key(|(number, _)| **number);
        shelves.into_iter().flat_map(|(number, shelf)| {
            let first = *number * WIDTH as u64;
            (first..=first + (WIDTH as u64 - 1)).zip(&*shelf.places).filter_map(|(number, thing)| Some((number, thing.as_ref()?)))
        })
    }

    /// All things, in no order.
    pub(super) fn values_mut(&mut self) -> impl Iterator<Item = &mut T> {
        self.shelves.values_mut().flat_map(|shelf| shelf.places.iter_mut().flatten())
    }
}

/// Which shelf, and where on it.
fn place(number: u64) -> (u64, usize) {
    (number / WIDTH as u64, (number % WIDTH as u64) as usize)
}

/// Numbers in their order, those of a shelf as the bits of one: many are near each other.
#[derive(Clone, Debug, Default)]
pub(super) struct Numbers {
    shelves: BTreeMap<u64, u64>,
    count: usize,
}

impl Numbers {
    pub(super) fn insert(&mut self, number: u64) {
        let (shelf, place) = place(number);
        let bits = self.shelves.entry(shelf).or_default();
        self.count += usize::from(*bits & 1 << place == 0);
        *bits |= 1 << place;
    }

    pub(super) fn remove(&mut self, number: u64) {
        let (shelf, place) = place(number);
        let Some(bits) = self.shelves.get_mut(&shelf) else { return };
        self.count -= usize::from(*bits & 1 << place != 0);
        *bits &= !(1 << place);
        if *bits == 0 {
            self.shelves.remove(&shelf);
        }
    }

    pub(super) fn len(&self) -> usize {
        self.count
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = u64> {
        self.shelves.iter().flat_map(|(shelf, bits)| {
            let (first, mut bits) = (shelf * WIDTH as u64, *bits);
            std::iter::from_fn(move || {
                let place = bits.trailing_zeros();
                // The lowest bit goes.
                bits &= bits.checked_sub(1)?;
                Some(first + u64::from(place))
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_come_in_order() {
        let mut numbers = Numbers::default();
        let all = [0, 5, 63, 64, 700, u64::MAX];
        all.into_iter().rev().chain([64]).for_each(|number| numbers.insert(number));
        assert_eq!((numbers.iter().collect::<Vec<_>>(), numbers.len()), (all.to_vec(), all.len()));
        [64, 5, 5, 6, 1 << 40].into_iter().for_each(|number| numbers.remove(number));
        assert_eq!((numbers.iter().collect::<Vec<_>>(), numbers.len()), (vec![0, 63, 700, u64::MAX], 4));
        assert_eq!(numbers.shelves.len(), 3, "an empty shelf is gone");
    }

    #[test]
    fn things_stand_where_they_were_put() {
        let mut shelves = Shelves::default();
        let numbers = [1, 63, 64, 65, 700, u64::MAX];
        for number in numbers.into_iter().rev() {
            shelves.insert(number, number);
        }
        assert_eq!(shelves.iter().collect::<Vec<_>>(), numbers.each_ref().map(|number| (*number, number)));
        shelves.insert(64, 6);
        assert_eq!((shelves.get(64), shelves.get(62), shelves.get(1 << 40)), (Some(&6), None, None));
        assert_eq!((shelves.remove(64), shelves.remove(64), shelves.remove(65)), (Some(6), None, Some(65)));
        assert_eq!(shelves.shelves.len(), 3, "an empty shelf is gone");
        shelves.values_mut().for_each(|thing| *thing = 0);
        assert_eq!(shelves.get(700), Some(&0));
    }
}
