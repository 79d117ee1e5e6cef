//! When a call is tried again, and when not.

use std::future::Future;

use ackgen_client::{CallOptions, Error, Reply, RetryPolicy, Stage};

use crate::library::{book, library, library_with, refusal, seconds};

#[tokio::test]
async fn what_changes_nothing_is_tried_again() {
    let passing = || {
        [
            Reply::refused(),
            Reply::reset(),
            Reply::truncated(200, "{", 100),
            refusal(408, "RequestTimeout"),
            refusal(429, "TooMany"),
            refusal(500, "InternalError"),
            refusal(502, ""),
            refusal(503, "ServiceUnavailable"),
            refusal(504, ""),
            refusal(400, "Throttling"),
            refusal(400, "Throttling.User"),
        ]
    };
    for (index, reply) in passing().into_iter().enumerate() {
        let scene = library([reply, book("b1")]);
        let answer = scene.client.get_book("b1").send_raw().await.unwrap_or_else(|error| panic!("{index}: {error}"));
        assert_eq!(answer.attempts(), 2, "{index}");
    }
    for (index, reply) in passing().into_iter().enumerate() {
        let scene = library([reply, Reply::new(204, "")]);
        assert!(scene.client.delete_book("b1").send().await.is_ok(), "idempotent, {index}");
    }
}

#[tokio::test]
async fn what_will_not_pass_is_not_tried_again() {
    for (status, code) in [(400, "InvalidParameter"), (401, ""), (404, "NotFound"), (409, "Conflict"), (501, "")] {
        let scene = library([refusal(status, code), book("b1")]);
        let error = scene.client.get_book("b1").send().await.unwrap_err();
        assert_eq!((error.status().unwrap().as_u16(), error.attempts(), scene.count()), (status, 1, 1));
        assert!(!error.is_retryable());
    }
}

#[tokio::test]
async fn a_certificate_that_is_not_trusted_will_not_be_a_moment_later() {
    for stage in [Stage::Connect, Stage::Exchange] {
        let scene = library([Reply::failure(stage, "invalid peer certificate: UnknownIssuer"), book("b1")]);
        let error = scene.client.get_book("b1").send().await.unwrap_err();
        assert!(!error.is_retryable() && scene.count() == 1, "{error}");
    }
}

#[tokio::test]
async fn what_may_do_harm_is_tried_again_only_if_nothing_was_sent() {
    let scene = library([Reply::refused(), book("b1")]);
    scene.client.add_book("Emma").send().await.unwrap();
    assert_eq!(scene.count(), 2);

    for reply in [Reply::reset(), Reply::truncated(200, "{", 9), refusal(503, ""), refusal(429, ""), Reply::failure(Stage::Body, "gone")] {
        let scene = library([reply, book("b1")]);
        let error = scene.client.add_book("Emma").send().await.unwrap_err();
        assert!(error.is_retryable() && error.may_have_been_sent(), "{error}");
        assert_eq!(scene.count(), 1);
    }
}

#[tokio::test]
async fn each_attempt_is_signed_anew() {
    let scene = library([refusal(500, ""), book("b1")]);
    scene.client.get_book("b1").send().await.unwrap();
    let nonces: Vec<_> = scene.transport.requests().iter().map(|request| request.headers()["x-acs-signature-nonce"].clone()).collect();
    assert_ne!(nonces[0], nonces[1]);
}

#[tokio::test]
async fn there_is_an_end_to_it() {
    let scene = library_with((0..9).map(|_| refusal(500, "InternalError")), |builder| builder.max_attempts(4));
    let error = scene.client.get_book("b1").send().await.unwrap_err();
    assert_eq!((error.attempts(), scene.count()), (4, 4));
    let error = scene.client.get_book("b1").configure(CallOptions::new().max_attempts(1)).send().await.unwrap_err();
    assert_eq!((error.attempts(), scene.count()), (1, 5));
}

#[tokio::test]
async fn pauses_are_random_up_to_a_bound_that_doubles() {
    let policy = RetryPolicy::default().max_attempts(8).pauses(seconds(1), seconds(4));
    let mut pauses = vec![Vec::new(); 5];
    for seed in 0..200 {
        let scene = library_with((0..6).map(|_| refusal(500, "")), |builder| {
            builder.retry(policy.clone().max_attempts(6)).random(ackgen_client::SeededRandom::new(seed)).operation_timeout(seconds(900))
        });
        let mut last = scene.time.elapsed();
        let mut call = Box::pin(scene.client.get_book("b1").send());
        let mut sent = 0;
        // Each poll lets time jump at most once, so that the pause before each request shows.
        std::future::poll_fn(|context| {
            let outcome = call.as_mut().poll(context);
            let count = scene.transport.requests().len();
            if count > sent {
                if sent > 0 {
                    pauses[sent - 1].push(scene.time.elapsed() - last);
                }
                (sent, last) = (count, scene.time.elapsed());
            }
            outcome
        })
        .await
        .unwrap_err();
    }
    for (pauses, bound) in pauses.iter().zip([1, 2, 4, 4, 4].map(seconds)) {
        assert_eq!(pauses.len(), 200);
        let (least, most) = (pauses.iter().min().unwrap(), pauses.iter().max().unwrap());
        assert!(*most <= bound && *most > bound.mul_f64(0.9) && *least < bound.mul_f64(0.1), "{least:?} to {most:?} of {bound:?}");
    }
}

#[tokio::test]
async fn a_pause_is_as_long_as_the_service_asks() {
    let scene = library([refusal(429, "").header("retry-after", "17"), book("b1")]);
    scene.client.get_book("b1").send().await.unwrap();
    assert_eq!(scene.time.elapsed(), seconds(17));

    let scene = library([refusal(503, "").header("retry-after", "Mon, 23 Nov 2026 09:43:40 GMT"), book("b1")]);
    scene.client.get_book("b1").send().await.unwrap();
    assert_eq!(scene.time.elapsed(), seconds(23), "until a date");
}

#[tokio::test]
async fn a_service_that_asks_for_too_long_a_pause_is_not_waited_for() {
    for wait in ["61", "100000000000"] {
        let scene = library([refusal(503, "").header("retry-after", wait), book("b1")]);
        let error = scene.client.get_book("b1").send().await.unwrap_err();
        assert_eq!((error.retry_after().unwrap().as_secs().to_string().as_str(), scene.time.elapsed()), (wait, seconds(0)));
    }
    let scene = library([refusal(503, "").header("retry-after", "99999999999999999999999"), book("b1")]);
    assert!(scene.client.get_book("b1").send().await.unwrap_err().hint().is_some_and(|hint| hint.contains("longest_wait")));
    let scene = library_with([refusal(503, "").header("retry-after", "50"), book("b1")], |builder| builder.operation_timeout(seconds(40)));
    scene.client.get_book("b1").send().await.unwrap_err();
    assert_eq!(scene.time.elapsed(), seconds(0), "there would be no time left");
}

#[tokio::test]
async fn a_client_stops_trying_again_when_most_calls_fail() {
    let policy = RetryPolicy::default().tokens(12);
    let scene = library_with((0..20).map(|_| refusal(500, "")), |builder| builder.retry(policy.clone()));
    let mut errors = Vec::new();
    for _ in 0..3 {
        errors.push(scene.client.get_book("b1").send().await.unwrap_err());
    }
    let attempts: Vec<_> = errors.iter().map(Error::attempts).collect();
    assert_eq!(attempts, [3, 1, 1], "two retries cost ten of twelve tokens");
    let hints: Vec<_> = errors.iter().map(|error| error.to_string().contains("does not try again")).collect();
    assert_eq!(hints, [false, true, true], "it says why there was only one attempt");

    // A success pays back what it took, so that calls that end well do not use the tokens up.
    let replies = (0..10).flat_map(|_| [refusal(500, ""), book("b1")]);
    let scene = library_with(replies, |builder| builder.retry(policy));
    for _ in 0..10 {
        scene.client.get_book("b1").send().await.unwrap();
    }
}

#[tokio::test]
async fn which_codes_mean_throttling_is_data() {
    let policy = RetryPolicy::default().throttling_code("Flow.*");
    let scene = library_with([refusal(400, "Flow.Control"), book("b1")], |builder| builder.retry(policy));
    scene.client.get_book("b1").send().await.unwrap();
    let scene = library([refusal(400, "Flow.Control")]);
    assert!(!scene.client.get_book("b1").send().await.unwrap_err().is_throttled());
}

#[tokio::test]
async fn it_says_why_it_is_not_tried_again_though_it_might_help() {
    let scene = library([refusal(429, "").header("retry-after", "61")]);
    let error = scene.client.get_book("b1").send().await.unwrap_err();
    assert!(error.hint().unwrap().ends_with("the service asks to wait 61s, and the retry policy allows 60s (longest_wait)"), "{error}");

    let scene = library_with([refusal(503, "").header("retry-after", "50")], |builder| builder.operation_timeout(seconds(40)));
    let error = scene.client.get_book("b1").send().await.unwrap_err();
    assert!(error.hint().unwrap().ends_with("that would be in 50s, and the call has 40s left (operation_timeout)"), "{error}");

    let scene = library([refusal(503, "")]);
    let error = scene.client.add_book("Emma").send().await.unwrap_err();
    assert_eq!(error.hint(), Some("it is not tried again, as it may have had its effect; look before you repeat it"));

    let scene = library([refusal(400, "")]);
    assert_eq!(scene.client.add_book("Emma").send().await.unwrap_err().hint(), None, "it would not help");
}

#[tokio::test]
async fn tokens_of_a_retry_that_there_is_no_time_for_are_given_back() {
    let policy = RetryPolicy::default().tokens(5);
    let late = || refusal(503, "").header("retry-after", "50");
    let scene = library_with([late(), late(), refusal(503, ""), book("b1")], |builder| builder.retry(policy));
    for _ in 0..2 {
        let options = CallOptions::new().operation_timeout(seconds(40));
        scene.client.get_book("b1").configure(options).send().await.unwrap_err();
    }
    scene.client.get_book("b1").send().await.unwrap();
}

#[tokio::test]
async fn what_may_do_harm_is_tried_again_if_the_service_says_that_it_was_throttled() {
    let scene = library([refusal(400, "Throttling.User"), book("b1")]);
    scene.client.add_book("Emma").send().await.unwrap();
    let scene = library_with([refusal(503, "Overloaded"), book("b1")], |builder| {
        builder.retry(RetryPolicy::default().throttling_code("Overloaded"))
    });
    scene.client.add_book("Emma").send().await.unwrap();
}
