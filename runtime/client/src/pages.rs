//! Answers that come in pages, as streams of pages and of items.

use std::collections::VecDeque;
use std::fmt;
use std::future::poll_fn;
use std::hash::{DefaultHasher, Hasher};
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_core::Stream;

use crate::call::Call;
use crate::error::Error;
use crate::transport::BoxFuture;
use crate::wire::serde_json::{self, Value};
use crate::wire::{Input, Wire};

/// An operation that answers page by page. Implemented by [`paged!`](crate::paged!).
pub trait Paged: Input {
    /// What the pages are lists of.
    type Item: Wire + Send + Unpin + 'static;

    /// Whether pages have numbers, counted from one. Otherwise each answer says what the page after it is called.
    const NUMBERED: bool = true;

    /// The number of the page that is asked for, if it is set.
    fn page(&self) -> Option<i64>;

    /// Asks for the page of a number.
    fn set_page(&mut self, page: i64);

    /// How many items a page is to have, if that is set.
    fn size(&self) -> Option<i64>;

    /// The items of a page.
    fn items(output: &mut Self::Output) -> &mut Vec<Self::Item>;

    /// How many items all pages have, if the answer says so.
    fn total(_: &Self::Output) -> Option<i64> {
        None
    }

    /// Asks for the page after an answer by the name that it has there; false where it has none.
    fn follow(&mut self, _: &Self::Output) -> bool {
        false
    }
}

/// Makes an operation [`Paged`], and gives its builder `pages()` and `items()`.
///
/// ```text
/// ackgen_client::paged! {
///     ListBooks { ListBooksInput } -> Book {
///         page: page_number, size: page_size,
///         items: |output| &mut output.books,
///         total: |output| output.page_info.as_ref()?.total_count,
///     }
/// }
/// ```
///
/// `total` may be left out. Where an answer says what the page after it is called, `next` is in its place. Each of these
/// may be a number or a text, and there or optional.
#[macro_export]
macro_rules! paged {
    ($call:ident { $input:ident } -> $item:ty {
        page: $page:ident, size: $size:ident,
        items: |$answer:ident| $items:expr
        $(, total: |$output:ident| $total:expr)? $(,)?
    }) => {
        $crate::__paged!($call { $input } -> $item { $page, $size, |$answer| $items } {
            $(fn total($output: &Self::Output) -> ::core::option::Option<i64> {
                $crate::__Counter::number(&$total)
            })?
        });
    };
    ($call:ident { $input:ident } -> $item:ty {
        page: $page:ident, size: $size:ident,
        items: |$answer:ident| $items:expr,
        next: |$output:ident| $next:expr $(,)?
    }) => {
        $crate::__paged!($call { $input } -> $item { $page, $size, |$answer| $items } {
            const NUMBERED: bool = false;

            fn follow(&mut self, $output: &Self::Output) -> bool {
                let next = || $crate::__Counter::name(&$next);
                $crate::__follow(&mut self.$page, next())
            }
        });
    };
}

/// What the two forms of [`paged!`](crate::paged!) have in common.
#[doc(hidden)]
#[macro_export]
macro_rules! __paged {
    ($call:ident { $input:ident } -> $item:ty { $page:ident, $size:ident, |$answer:ident| $items:expr } { $($form:tt)* }) => {
        impl $crate::Paged for $input {
            type Item = $item;

            fn page(&self) -> ::core::option::Option<i64> {
                $crate::__Counter::number(&self.$page)
            }

            fn set_page(&mut self, page: i64) {
                $crate::__Counter::set(&mut self.$page, page);
            }

            fn size(&self) -> ::core::option::Option<i64> {
                $crate::__Counter::number(&self.$size)
            }

            fn items($answer: &mut Self::Output) -> &mut ::std::vec::Vec<$item> {
                $crate::__list($items)
            }

            $($form)*
        }

        impl $call {
            /// The answers, page by page, as a stream. It begins with the page that is asked for, or else with the first,
            /// and ends with the last one.
            #[inline]
            pub fn pages(self) -> $crate::Pages<$input> {
                $crate::Pages::new(self.call)
            }

            /// The items of all pages as a stream.
            #[inline]
            pub fn items(self) -> $crate::Items<$input> {
                $crate::Items::new(self.call)
            }
        }
    };
}

/// What counts pages or items, or names pages: a number or a text.
#[doc(hidden)]
pub trait __Counter {
    fn number(&self) -> Option<i64>;
    fn set(&mut self, number: i64);
    /// What is not there and an empty text name nothing.
    fn name(&self) -> Option<String>;
    fn set_name(&mut self, name: &str);
}

impl __Counter for i64 {
    fn number(&self) -> Option<i64> {
        Some(*self)
    }

    fn set(&mut self, number: i64) {
        *self = number;
    }

    fn name(&self) -> Option<String> {
        Some(self.to_string())
    }

    fn set_name(&mut self, name: &str) {
        if let Ok(number) = name.parse() {
            *self = number;
        }
    }
}

impl __Counter for f64 {
    fn number(&self) -> Option<i64> {
        Some(*self as i64)
    }

    fn set(&mut self, number: i64) {
        *self = number as f64;
    }

    fn name(&self) -> Option<String> {
        Some(self.to_string())
    }

    fn set_name(&mut self, name: &str) {
        if let Ok(number) = name.parse() {
            *self = number;
        }
    }
}

impl __Counter for String {
    fn number(&self) -> Option<i64> {
        self.trim().parse().ok()
    }

    fn set(&mut self, number: i64) {
        *self = number.to_string();
    }

    fn name(&self) -> Option<String> {
        Some(self.clone()).filter(|name| !name.is_empty())
    }

    fn set_name(&mut self, name: &str) {
        name.clone_into(self);
    }
}

impl __Counter for Value {
    fn number(&self) -> Option<i64> {
        self.as_i64().or_else(|| self.as_str()?.trim().parse().ok())
    }

    fn set(&mut self, number: i64) {
        *self = number.into();
    }

    fn name(&self) -> Option<String> {
        match self {
            Self::Null => None,
            Self::String(text) => text.name(),
            other => Some(other.to_string()),
        }
    }

    fn set_name(&mut self, name: &str) {
        *self = name.into();
    }
}

impl<T: __Counter + Default> __Counter for Option<T> {
    fn number(&self) -> Option<i64> {
        self.as_ref()?.number()
    }

    fn set(&mut self, number: i64) {
        self.get_or_insert_default().set(number);
    }

    fn name(&self) -> Option<String> {
        self.as_ref()?.name()
    }

    fn set_name(&mut self, name: &str) {
        self.get_or_insert_default().set_name(name);
    }
}

/// A page that is followed by itself is the last one, whatever the service says.
#[doc(hidden)]
pub fn __follow(page: &mut impl __Counter, next: Option<String>) -> bool {
    match next.filter(|next| page.name().as_ref() != Some(next)) {
        Some(next) => page.set_name(&next),
        None => return false,
    }
    true
}

/// A list in an answer, whether the answer may leave it out or not.
#[doc(hidden)]
pub trait List<T> {
    fn list(&mut self) -> &mut Vec<T>;
}

impl<T> List<T> for Vec<T> {
    fn list(&mut self) -> &mut Vec<T> {
        self
    }
}

impl<T> List<T> for Option<Vec<T>> {
    fn list(&mut self) -> &mut Vec<T> {
        self.get_or_insert_default()
    }
}

#[doc(hidden)]
pub fn __list<T>(list: &mut impl List<T>) -> &mut Vec<T> {
    list.list()
}

/// The answers to a call, page by page. A failure ends the stream; [`Pages::page`] then says where to go on.
#[must_use = "a stream does nothing until it is asked"]
pub struct Pages<I: Paged> {
    call: Call<I>,
    page: i64,
    /// How many items there were before the page that comes next, as far as that can be told.
    seen: i64,
    /// What the pages before it look like or, where pages have names, what they were asked for with.
    known: Vec<u64>,
    state: State<I::Output>,
}

enum State<T> {
    Ready,
    Asking(BoxFuture<'static, Result<T, Error>>),
    Ended,
}

impl<I: Paged> Pages<I> {
    #[doc(hidden)]
    pub fn new(call: Call<I>) -> Self {
        // A service may take what is below the first page for that, and would then answer it twice.
        let page = call.input.page().filter(|_| I::NUMBERED).unwrap_or(1).max(1);
        Self { call, page, seen: 0, known: Vec::new(), state: State::Ready }
    }

    /// The number of the page that comes next, counted from one.
    pub fn page(&self) -> i64 {
        self.page
    }

    /// What the page that comes next is asked for with. Where pages have names, this is how to go on later.
    pub fn input(&self) -> &I {
        &self.call.input
    }

    /// The next page; `None` after the last.
    pub async fn next(&mut self) -> Option<Result<I::Output, Error>> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }

    /// The next page; `None` after the last.
    pub async fn try_next(&mut self) -> Result<Option<I::Output>, Error> {
        self.next().await.transpose()
    }

    /// Whether a page is to be had by the caller; sees to it that the stream ends where it should.
    fn take(&mut self, output: &mut I::Output) -> bool {
        if !I::NUMBERED {
            self.known.push(look(std::slice::from_ref(&self.call.input)));
            self.page = self.page.saturating_add(1);
            // What was asked for before would be answered as before.
            let goes_on = self.call.input.follow(output) && !self.known.contains(&look(std::slice::from_ref(&self.call.input)));
            self.state = if goes_on { State::Ready } else { State::Ended };
            return true;
        }
        let items = I::items(output);
        let (first, look) = (self.known.is_empty(), look(items));
        // Beyond the last page, some services answer the last one again, and some the first.
        if !first && (items.is_empty() || self.known.contains(&look)) {
            self.state = State::Ended;
            return false;
        }
        self.known.push(look);
        let empty = items.is_empty();
        let count = i64::try_from(items.len()).unwrap_or(i64::MAX);
        if first {
            // Whoever begins in the middle has left out whole pages. They are smaller than was asked for if this one is, and is not
            // the last by the total.
            let before = |size: i64| self.page.saturating_sub(1).saturating_mul(size);
            let size = self.call.input.size().unwrap_or(count);
            let is_last = I::total(output) == Some(before(size).saturating_add(count));
            self.seen = before(if is_last { size } else { size.min(count) });
        }
        self.seen = self.seen.saturating_add(count);
        let complete = I::total(output).is_some_and(|total| total > 0 && self.seen >= total);
        self.page = self.page.saturating_add(1);
        self.state = if empty || complete { State::Ended } else { State::Ready };
        true
    }
}

/// What a page, or an input, looks like: two that look the same are taken for the same.
fn look<T: Wire>(items: &[T]) -> u64 {
    struct Seen(DefaultHasher);

    impl io::Write for Seen {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.write(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    let mut seen = Seen(DefaultHasher::new());
    for item in items {
        // A hasher takes whatever is written.
        let _ = serde_json::to_writer(&mut seen, &item.view());
    }
    seen.0.finish()
}

impl<I: Paged> Stream for Pages<I> {
    type Item = Result<I::Output, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            match &mut self.state {
                State::Ended => return Poll::Ready(None),
                State::Ready => {
                    let mut call = self.call.clone();
                    if I::NUMBERED {
                        call.input.set_page(self.page);
                    }
                    self.state = State::Asking(Box::pin(call.send()));
                }
                State::Asking(answer) => match ready!(answer.as_mut().poll(context)) {
                    Ok(mut output) => {
                        if self.take(&mut output) {
                            return Poll::Ready(Some(Ok(output)));
                        }
                    }
                    Err(error) => {
                        self.state = State::Ended;
                        return Poll::Ready(Some(Err(error)));
                    }
                },
            }
        }
    }
}

// Nothing in it is pinned in place: the one future it has is on the heap.
impl<I: Paged> Unpin for Pages<I> {}

impl<I: Paged> fmt::Debug for Pages<I> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Pages").field("operation", &I::OPERATION.name).field("page", &self.page).finish_non_exhaustive()
    }
}

/// The items of all pages of a call. A failure ends the stream.
#[must_use = "a stream does nothing until it is asked"]
pub struct Items<I: Paged> {
    pages: Pages<I>,
    items: VecDeque<I::Item>,
}

impl<I: Paged> Items<I> {
    #[doc(hidden)]
    pub fn new(call: Call<I>) -> Self {
        Self { pages: Pages::new(call), items: VecDeque::new() }
    }

    /// The next item; `None` after the last.
    pub async fn next(&mut self) -> Option<Result<I::Item, Error>> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }

    /// The next item; `None` after the last.
    pub async fn try_next(&mut self) -> Result<Option<I::Item>, Error> {
        self.next().await.transpose()
    }

    /// All items that are left.
    pub async fn all(mut self) -> Result<Vec<I::Item>, Error> {
        let mut all = Vec::new();
        while let Some(item) = self.try_next().await? {
            all.push(item);
        }
        Ok(all)
    }
}

impl<I: Paged> Stream for Items<I> {
    type Item = Result<I::Item, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            if let Some(item) = self.items.pop_front() {
                return Poll::Ready(Some(Ok(item)));
            }
            match ready!(Pin::new(&mut self.pages).poll_next(context)) {
                Some(Ok(mut output)) => self.items = std::mem::take(I::items(&mut output)).into(),
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            }
        }
    }
}

impl<I: Paged> fmt::Debug for Items<I> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Items").field("pages", &self.pages).field("buffered", &self.items.len()).finish()
    }
}
