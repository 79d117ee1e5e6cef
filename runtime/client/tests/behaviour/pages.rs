//! Answers that come in pages.

use std::future::poll_fn;
use std::pin::Pin;

use ackgen_client::Reply;
use futures_core::Stream;

use crate::library::{Scene, book, library, refusal};

fn page(ids: &[u32], count: Option<u32>) -> Reply {
    let books: Vec<_> = ids.iter().map(|id| format!(r#"{{"id": "b{id}"}}"#)).collect();
    let count = count.map(|count| format!(r#", "count": {count}"#)).unwrap_or_default();
    Reply::json(200, format!(r#"{{"books": [{}]{count}}}"#, books.join(",")))
}

async fn ids<C>(_: &Scene<C>, call: crate::library::ListBooks) -> Vec<String> {
    call.items().all().await.unwrap().into_iter().map(|book| book.id).collect()
}

fn queries<C>(scene: &Scene<C>) -> Vec<String> {
    scene.transport.requests().iter().map(|request| request.uri().query().unwrap_or_default().to_owned()).collect()
}

#[tokio::test]
async fn items_come_until_the_total_is_reached() {
    let scene = library([page(&[1, 2], Some(5)), page(&[3, 4], Some(5)), page(&[5], Some(5))]);
    assert_eq!(ids(&scene, scene.client.list_books()).await, ["b1", "b2", "b3", "b4", "b5"]);
    assert_eq!(queries(&scene), ["page=1", "page=2", "page=3"]);
}

#[tokio::test]
async fn without_a_total_they_come_until_a_page_is_empty() {
    let scene = library([page(&[1, 2], None), page(&[3], None), page(&[], None)]);
    assert_eq!(ids(&scene, scene.client.list_books()).await, ["b1", "b2", "b3"]);
    assert_eq!(scene.count(), 3);
}

#[tokio::test]
async fn a_page_that_comes_again_is_the_end() {
    let scene = library([page(&[1, 2], Some(9)), page(&[1, 2], Some(9)), page(&[1, 2], Some(9))]);
    assert_eq!(ids(&scene, scene.client.list_books()).await, ["b1", "b2"]);
    assert_eq!(scene.count(), 2, "a service that does not know pages");
}

#[tokio::test]
async fn pages_that_go_round_come_to_an_end() {
    let scene = library([page(&[1], None), page(&[2], None), page(&[3], None), page(&[2], None), page(&[3], None)]);
    assert_eq!(ids(&scene, scene.client.list_books()).await, ["b1", "b2", "b3"]);
}

#[tokio::test]
async fn what_is_below_the_first_page_is_the_first() {
    for first in [0, -1] {
        let scene = library([page(&[1, 2], Some(3)), page(&[3], Some(3))]);
        let mut call = scene.client.list_books();
        call.call.input.page = Some(first);
        assert_eq!(ids(&scene, call).await, ["b1", "b2", "b3"]);
        assert_eq!(queries(&scene), ["page=1", "page=2"]);
    }
}

#[tokio::test]
async fn an_answer_without_items_is_one_page() {
    let scene = library([Reply::json(200, r#"{"count": 0}"#)]);
    let mut pages = scene.client.list_books().pages();
    assert_eq!(pages.try_next().await.unwrap().unwrap().count, Some(0));
    assert!(pages.try_next().await.unwrap().is_none() && pages.next().await.is_none());
}

#[tokio::test]
async fn whoever_begins_in_the_middle_gets_the_rest() {
    let scene = library([page(&[3, 4], Some(5)), page(&[5], Some(5))]);
    let mut call = scene.client.list_books();
    (call.call.input.page, call.call.input.size) = (Some(2), Some(2));
    assert_eq!(ids(&scene, call).await, ["b3", "b4", "b5"]);
    assert_eq!(queries(&scene), ["page=2&size=2", "page=3&size=2"]);
}

#[tokio::test]
async fn whatever_page_is_asked_for_nothing_panics() {
    for (first, size) in [(i64::MIN, -1), (i64::MAX, i64::MAX), (0, 0)] {
        let scene = library([page(&[3], Some(5)), page(&[], Some(5))]);
        let mut call = scene.client.list_books();
        (call.call.input.page, call.call.input.size) = (Some(first), Some(size));
        assert_eq!(ids(&scene, call).await, ["b3"]);
    }
}

#[tokio::test]
async fn pages_are_streams_too() {
    let scene = library([page(&[1, 2], Some(3)), page(&[3], Some(3))]);
    let mut pages = scene.client.list_books().pages();
    let mut sizes = Vec::new();
    while let Some(page) = poll_fn(|context| Pin::new(&mut pages).poll_next(context)).await {
        sizes.push(page.unwrap().books.unwrap().len());
    }
    assert_eq!(sizes, [2, 1]);
}

#[tokio::test]
async fn a_failure_ends_the_stream_and_says_where_to_go_on() {
    let scene = library([page(&[1], None), refusal(400, "Broken"), book("b9")]);
    let mut pages = scene.client.list_books().pages();
    pages.try_next().await.unwrap();
    assert_eq!(pages.try_next().await.unwrap_err().code(), Some("Broken"));
    assert_eq!(pages.page(), 2);
    assert!(pages.try_next().await.unwrap().is_none());
}

#[tokio::test]
async fn each_page_is_tried_again_like_any_call() {
    let scene = library([page(&[1], Some(2)), refusal(503, ""), page(&[2], Some(2))]);
    assert_eq!(ids(&scene, scene.client.list_books()).await, ["b1", "b2"]);
}

#[tokio::test]
async fn whoever_begins_with_the_last_page_gets_no_other() {
    let scene = library([page(&[5], Some(5)), page(&[1, 2], Some(5))]);
    let mut call = scene.client.list_books();
    (call.call.input.page, call.call.input.size) = (Some(3), Some(2));
    assert_eq!(ids(&scene, call).await, ["b5"]);
    assert_eq!(scene.count(), 1);
}

#[tokio::test]
async fn pages_that_are_smaller_than_asked_for_are_all_read() {
    let scene = library([page(&[11, 12], Some(7)), page(&[13, 14], Some(7)), page(&[15], Some(7)), page(&[], Some(7))]);
    let mut call = scene.client.list_books();
    (call.call.input.page, call.call.input.size) = (Some(2), Some(100));
    assert_eq!(ids(&scene, call).await, ["b11", "b12", "b13", "b14", "b15"]);
}
