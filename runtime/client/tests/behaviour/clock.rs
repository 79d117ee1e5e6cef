//! A clock that is off.

use ackgen_client::wire::bytes::Bytes;
use ackgen_client::wire::http::{Request, Response};
use ackgen_client::wire::jiff::SignedDuration;
use ackgen_client::{Body, BoxFuture, Credentials, Reply, Transport, TransportError};

use crate::library::{KEY_ID, KEY_SECRET, Library, book, library, refusal, seconds, time};

const SERVER_DATE: &str = "Mon, 23 Nov 2026 09:43:17 GMT";

fn too_late(status: u16, code: &str) -> Reply {
    refusal(status, code).header("date", SERVER_DATE)
}

#[tokio::test]
async fn a_clock_that_is_off_is_corrected_by_the_services_date_and_the_call_made_again() {
    for (status, code) in [
        (400, "InvalidTimeStamp.Expired"),
        (403, "RequestTimeTooSkewed"),
        (400, "InvalidDate"),
        (403, "RequestExpired"),
        (403, "SignatureDoesNotMatch"),
        (400, ""),
    ] {
        let scene = library([too_late(status, code), book("b1"), book("b1")]);
        scene.time.set_clock_off(SignedDuration::from_mins(17));
        // It was refused, so that even what may do harm can be sent again.
        scene.client.add_book("Emma").send().await.unwrap();
        assert_eq!(scene.header("date").as_deref(), Some(SERVER_DATE));
        assert_eq!(scene.transport.requests()[0].headers()["date"], "Mon, 23 Nov 2026 10:00:17 GMT");

        scene.client.get_book("b1").send().await.unwrap();
        assert_eq!(scene.count(), 3, "from then on it is right at once");
        assert_eq!(scene.header("date").as_deref(), Some(SERVER_DATE));
    }
}

#[tokio::test]
async fn a_small_difference_counts_if_the_service_names_it() {
    let scene = library([too_late(400, "InvalidTimeStamp.Expired"), book("b1")]);
    scene.time.set_clock_off(SignedDuration::from_secs(-20));
    scene.client.get_book("b1").send().await.unwrap();

    let scene = library([too_late(400, "InvalidParameter"), book("b1")]);
    scene.time.set_clock_off(SignedDuration::from_secs(-20));
    scene.client.get_book("b1").send().await.unwrap_err();
    assert_eq!(scene.count(), 1);
}

#[tokio::test]
async fn the_clock_is_corrected_once_and_does_not_cost_an_attempt() {
    let replies = [too_late(403, "RequestTimeTooSkewed"), refusal(500, ""), refusal(500, ""), book("b1")];
    let scene = library(replies);
    scene.time.set_clock_off(SignedDuration::from_hours(-3));
    let error = scene.client.get_book("b1").send().await.unwrap_err();
    assert_eq!((error.attempts(), scene.count()), (3, 3));

    let scene = library([too_late(403, "InvalidDate"), too_late(403, "InvalidDate"), book("b1")]);
    scene.time.set_clock_off(SignedDuration::from_hours(3));
    let error = scene.client.get_book("b1").send().await.unwrap_err();
    assert_eq!((error.code(), error.hint(), error.is_auth()), (Some("InvalidDate"), Some("the clock of this machine may be off"), false));
    assert_eq!(scene.count(), 2);
}

#[tokio::test]
async fn a_refusal_for_something_else_is_no_reason_to_correct_the_clock() {
    for (status, code, off) in [
        (403, "NoPermission", SignedDuration::from_hours(3)),
        (400, "InvalidParameter", SignedDuration::from_hours(3)),
        (400, "InvalidUpdate", SignedDuration::from_hours(3)),
        (403, "", SignedDuration::from_mins(5)),
        (403, "SignatureDoesNotMatch", SignedDuration::from_mins(5)),
        (403, "OrderExpired", SignedDuration::from_secs(30)),
        (409, "InvalidDate", SignedDuration::from_hours(3)),
    ] {
        let scene = library([too_late(status, code), book("b1"), book("b1")]);
        scene.time.set_clock_off(off);
        scene.client.add_book("Emma").send().await.unwrap_err();
        assert_eq!(scene.count(), 1, "{code}: it is not sent again");
        scene.client.get_book("b1").send().await.unwrap();
        assert_ne!(scene.header("date").as_deref(), Some(SERVER_DATE), "{code}: the clock stays as it was");
    }
}

/// A service that answers when all calls that have begun are under way, and takes no date but its own.
#[derive(Debug)]
struct Punctual;

impl Transport for Punctual {
    fn send(&self, request: Request<Bytes>) -> BoxFuture<'_, Result<Response<Body>, TransportError>> {
        Box::pin(async move {
            tokio::task::yield_now().await;
            let on_time = request.headers()["date"] == SERVER_DATE;
            let body = if on_time { r#"{"id": "b1"}"# } else { r#"{"Code": "InvalidTimeStamp.Expired"}"# };
            let answer = Response::builder().status(if on_time { 200 } else { 400 }).header("date", SERVER_DATE);
            Ok(answer.body(Body::from(body)).unwrap())
        })
    }
}

#[tokio::test]
async fn calls_at_the_same_time_are_all_made_again_by_the_corrected_clock() {
    let time = time();
    let client = Library::builder().endpoint("https://library.example").credentials(Credentials::new(KEY_ID, KEY_SECRET));
    let client = client.transport(Punctual).clock(time.clone()).sleep(time.clone()).build().unwrap();
    time.set_clock_off(SignedDuration::from_hours(1));
    let calls: Vec<_> = (0..50).map(|_| tokio::spawn(client.get_book("b1").send())).collect();
    for call in calls {
        assert_eq!(call.await.unwrap().unwrap().id, "b1");
    }
}

#[tokio::test]
async fn the_date_of_a_pause_is_one_of_the_services_clock() {
    for off in [-10, 10] {
        let scene =
            library([refusal(503, "Busy").header("date", SERVER_DATE).header("retry-after", "Mon, 23 Nov 2026 09:43:47 GMT"), book("b1")]);
        scene.time.set_clock_off(SignedDuration::from_mins(off));
        scene.client.get_book("b1").send().await.unwrap();
        assert_eq!(scene.time.elapsed(), seconds(30), "a clock that is {off} minutes off");
    }
}
