//! How long things may take.

use ackgen_client::{CallOptions, ErrorKind, Reply, RetryPolicy};

use crate::library::{book, library, library_with, seconds};

#[tokio::test]
async fn an_attempt_that_takes_too_long_is_given_up_and_made_again() {
    let scene = library([Reply::silence(), book("b1")]);
    let answer = scene.client.get_book("b1").configure(CallOptions::new().attempt_timeout(seconds(7))).send_raw().await.unwrap();
    assert_eq!(answer.attempts(), 2);
    assert!(scene.time.elapsed() >= seconds(7) && scene.time.elapsed() < seconds(8));
    assert_eq!(answer.elapsed(), scene.time.elapsed());
}

#[tokio::test]
async fn no_answer_means_a_timeout_and_there_is_always_one() {
    let scene = library_with([Reply::silence()], |builder| builder.retry(RetryPolicy::never()));
    let error = scene.client.get_book("b1").send().await.unwrap_err();
    assert!(error.is_timeout() && error.kind() == ErrorKind::Timeout && error.may_have_been_sent());
    assert_eq!(error.to_string(), "GetBook: no answer within 30s");
    assert_eq!(scene.time.elapsed(), seconds(30));
}

#[tokio::test]
async fn a_call_may_take_only_so_long_with_all_its_attempts() {
    let scene = library_with((0..9).map(|_| Reply::silence()), |builder| {
        builder.max_attempts(9).attempt_timeout(seconds(20)).operation_timeout(seconds(50))
    });
    let error = scene.client.get_book("b1").send().await.unwrap_err();
    assert_eq!(error.to_string(), "GetBook: the operation took longer than 50s (3 attempts)");
    assert_eq!(scene.time.elapsed(), seconds(50));
}

#[tokio::test]
async fn what_may_do_harm_is_not_made_again_after_a_timeout() {
    let scene = library([Reply::silence(), book("b1")]);
    let error = scene.client.add_book("Emma").send().await.unwrap_err();
    assert!(error.is_timeout());
    assert_eq!(scene.count(), 1);
}
