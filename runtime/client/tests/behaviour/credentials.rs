//! Who calls: where credentials come from, how long they are kept, who fetches them.

use std::future::poll_fn;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::task::Poll;

use ackgen_client::wire::jiff::{SignedDuration, Timestamp};
use ackgen_client::{
    CallOptions, Clock, Credentials, CredentialsChain, CredentialsProvider, Environment, EnvironmentCredentials, Error, ErrorKind, Reply,
    SessionCredentials, Sleep, VirtualTime,
};

use crate::library::{Desk, Library, NOW, Scene, book, desk, library_with, refusal, seconds, time};

/// Credentials that last an hour, numbered, which takes a second to fetch.
fn hourly(time: &VirtualTime, fetched: Arc<AtomicU32>) -> SessionCredentials {
    let clock = time.clone();
    let time = time.clone();
    SessionCredentials::new(move || {
        let (number, time) = (fetched.fetch_add(1, Ordering::Relaxed) + 1, time.clone());
        async move {
            time.sleep(seconds(1)).await;
            let expires = time.now() + SignedDuration::from_hours(1);
            Ok(Credentials::temporary(format!("STS.{number}"), "secret", "token", Some(expires)))
        }
    })
    .clock(clock)
}

async fn id(provider: &impl CredentialsProvider) -> String {
    provider.credentials().await.unwrap().access_key_id().to_owned()
}

/// What fifty callers get who ask at the same time.
async fn ids_at_once(session: &SessionCredentials) -> Vec<String> {
    let callers: Vec<_> = (0..50)
        .map(|_| {
            let session = session.clone();
            tokio::spawn(async move { id(&session).await })
        })
        .collect();
    let mut ids = Vec::new();
    for caller in callers {
        ids.push(caller.await.unwrap());
    }
    ids
}

#[tokio::test]
async fn a_session_is_remembered_and_fetched_anew_before_it_ends() {
    let (time, fetched) = (time(), Arc::new(AtomicU32::new(0)));
    let session = hourly(&time, fetched.clone());
    assert_eq!((id(&session).await, id(&session).await), ("STS.1".to_owned(), "STS.1".to_owned()));
    time.advance(seconds(54 * 60));
    assert_eq!(id(&session).await, "STS.1");
    time.advance(seconds(2 * 60));
    assert_eq!(id(&session).await, "STS.2", "four minutes before the end");
    let early = hourly(&time, fetched).refresh_early(seconds(30 * 60));
    assert_eq!(id(&early).await, "STS.3");
    time.advance(seconds(31 * 60));
    assert_eq!(id(&early).await, "STS.4");
}

#[tokio::test]
async fn a_session_that_is_about_to_end_when_it_comes_is_not_fetched_anew_by_every_call() {
    let desk = desk([pass("P1", "2026-11-23T09:47:17Z"), pass("P2", "2026-11-23T09:47:47Z")]);
    let session = desk.client.open_desk().into_credentials();
    for expected in ["P1", "P1", "P2", "P2"] {
        desk.time.advance(seconds(15));
        assert_eq!(id(&session).await, expected);
    }
}

#[tokio::test]
async fn one_caller_fetches_however_many_there_are() {
    let (time, fetched) = (time(), Arc::new(AtomicU32::new(0)));
    let session = hourly(&time, fetched.clone());
    for id in ids_at_once(&session).await {
        assert_eq!(id, "STS.1");
    }
    assert_eq!(fetched.load(Ordering::Relaxed), 1);
}

#[tokio::test]
async fn while_one_fetches_anew_the_others_go_on_with_what_still_works() {
    let (time, fetched, gate) = (time(), Arc::new(AtomicU32::new(0)), Arc::new(tokio::sync::Semaphore::new(1)));
    let (clock, count, door) = (time.clone(), fetched.clone(), gate.clone());
    let session = SessionCredentials::new(move || {
        let (clock, count, door) = (clock.clone(), count.clone(), door.clone());
        async move {
            door.acquire().await.unwrap().forget();
            let number = count.fetch_add(1, Ordering::Relaxed) + 1;
            Ok(Credentials::temporary(format!("STS.{number}"), "secret", "token", Some(clock.now() + SignedDuration::from_hours(1))))
        }
    })
    .clock(time.clone());
    assert_eq!(id(&session).await, "STS.1");
    time.advance(seconds(57 * 60));
    let fetching = tokio::spawn({
        let session = session.clone();
        async move { id(&session).await }
    });
    tokio::task::yield_now().await;
    assert_eq!(id(&session).await, "STS.1");
    gate.add_permits(1);
    assert_eq!(fetching.await.unwrap(), "STS.2");
    assert_eq!((id(&session).await.as_str(), fetched.load(Ordering::Relaxed)), ("STS.2", 2));
}

#[tokio::test]
async fn a_fetch_that_fails_does_no_harm_while_the_old_ones_last() {
    let time = time();
    let calls = AtomicU32::new(0);
    let expires: Timestamp = NOW.parse::<Timestamp>().unwrap() + SignedDuration::from_hours(1);
    let session = SessionCredentials::new(move || {
        let first = calls.fetch_add(1, Ordering::Relaxed) == 0;
        async move {
            match first {
                true => Ok(Credentials::temporary("STS.1", "secret", "token", Some(expires))),
                false => Err(Error::credentials("the desk is closed")),
            }
        }
    })
    .clock(time.clone());
    id(&session).await;
    time.advance(seconds(58 * 60));
    assert_eq!(id(&session).await, "STS.1");
    time.advance(seconds(2 * 60));
    assert_eq!(session.credentials().await.unwrap_err().to_string(), "the desk is closed");
}

#[tokio::test]
async fn a_fetch_that_hangs_holds_up_one_call_a_little_while_the_old_ones_last() {
    let desk = desk([pass("P1", "2026-11-23T10:43:17Z"), Reply::silence(), pass("P2", "2026-11-23T11:43:17Z")]);
    let scene = reader_of(&desk, (0..4).map(|_| book("b1")));
    let call = async |id: &str, fetches: usize| {
        scene.client.get_book("b1").send().await.unwrap();
        assert_eq!((scene.header("x-acs-accesskey-id").as_deref(), desk.count()), (Some(id), fetches));
        desk.time.elapsed()
    };
    call("P1", 1).await;
    desk.time.advance(seconds(57 * 60));
    assert_eq!(call("P1", 2).await, seconds(57 * 60 + 3));
    assert_eq!(call("P1", 2).await, seconds(57 * 60 + 3), "nobody tries again at once");
    desk.time.advance(seconds(30));
    call("P2", 3).await;
}

#[tokio::test]
async fn a_fetch_that_hangs_takes_nothing_of_an_attempt_s_time() {
    let desk = desk([pass("P1", "2026-11-23T10:43:17Z"), Reply::silence()]);
    let scene = reader_of(&desk, [book("b1"), book("b2")]);
    let options = || CallOptions::new().attempt_timeout(seconds(1)).max_attempts(1);
    scene.client.get_book("b1").configure(options()).send().await.unwrap();
    desk.time.advance(seconds(57 * 60));
    scene.client.get_book("b2").configure(options()).send().await.unwrap();
}

#[tokio::test]
async fn whoever_goes_away_while_fetching_leaves_the_old_ones_to_the_others() {
    let desk = desk([pass("P1", "2026-11-23T10:43:17Z"), Reply::silence()]);
    let scene = reader_of(&desk, [book("b1"), book("b2")]);
    scene.client.get_book("b1").send().await.unwrap();
    desk.time.advance(seconds(57 * 60));
    let hurried = CallOptions::new().operation_timeout(seconds(1));
    let error = scene.client.get_book("b2").configure(hurried.clone()).send().await.unwrap_err();
    assert_eq!(error.to_string(), "GetBook: the operation took longer than 1s, waiting for credentials");
    assert!(error.is_timeout() && !error.may_have_been_sent());
    scene.client.get_book("b2").configure(hurried).send().await.unwrap();
}

#[tokio::test]
async fn a_fetch_that_fails_fails_for_all_who_waited_for_it() {
    let desk = desk((0..99).map(|_| refusal(503, "Busy")));
    let scene = reader_of(&desk, []);
    let callers: Vec<_> = (0..20)
        .map(|_| {
            let call = scene.client.get_book("b1").configure(CallOptions::new().max_attempts(1));
            tokio::spawn(call.send())
        })
        .collect();
    for caller in callers {
        let error = caller.await.unwrap().unwrap_err();
        assert!(error.kind() == ErrorKind::Credentials && error.is_retryable(), "{error}");
        let text = error.to_string();
        assert!(text.starts_with("GetBook: the credentials could not be fetched: OpenDesk: 503 Service Unavailable, Busy"), "{text}");
    }
    assert_eq!(desk.count(), 3, "the attempts of one call");
    scene.client.get_book("b1").send().await.unwrap_err();
    assert!(desk.count() > 3, "who comes later tries again");
}

#[tokio::test]
async fn a_clone_can_be_set_up_otherwise() {
    let (time, fetched) = (time(), Arc::new(AtomicU32::new(0)));
    let session = hourly(&time, fetched);
    let early = session.clone().refresh_early(seconds(30 * 60));
    assert_eq!(id(&session).await, "STS.1");
    time.advance(seconds(31 * 60));
    assert_eq!((id(&session).await.as_str(), id(&early).await.as_str(), id(&session).await.as_str()), ("STS.1", "STS.2", "STS.2"));
}

#[tokio::test]
async fn an_end_that_cannot_be_read_is_not_taken_for_none() {
    let desk = desk([pass("P1", "tomorrow")]);
    let error = desk.client.open_desk().into_credentials().credentials().await.unwrap_err();
    assert_eq!(
        error.to_string(),
        r#"OpenDesk: the time at which the credentials expire cannot be read: "tomorrow" is not like 2026-11-23T09:43:17Z"#
    );
}

/// The answer of a desk.
fn pass(id: &str, until: &str) -> Reply {
    Reply::json(200, format!(r#"{{"Pass": {{"Id": "{id}", "Key": "key-{id}", "Token": "token-{id}", "Until": "{until}"}}}}"#))
}

/// A client of the library that has its credentials from a desk, in the same time.
fn reader_of(desk: &Scene<Desk>, replies: impl IntoIterator<Item = Reply>) -> Scene<Library> {
    let (session, time) = (desk.client.open_desk().into_credentials(), desk.time.clone());
    library_with(replies, |builder| builder.credentials(session).clock(time.clone()).sleep(time))
}

#[tokio::test]
async fn the_call_of_an_operation_can_be_the_source_of_credentials() {
    let desk = desk([pass("P1", "2026-11-23T10:43:17Z"), pass("P2", "2026-11-23T11:43:17Z")]);
    let session = desk.client.open_desk().into_credentials();
    let scene = library_with([book("b1"), book("b2"), book("b3")], |builder| builder.credentials(session));
    for id in ["b1", "b2"] {
        scene.client.get_book(id).send().await.unwrap();
        assert_eq!(scene.header("x-acs-security-token").as_deref(), Some("token-P1"));
        assert_eq!(scene.header("x-acs-accesskey-id").as_deref(), Some("P1"));
    }
    desk.time.advance(seconds(3600));
    scene.client.get_book("b3").send().await.unwrap();
    assert_eq!(scene.header("x-acs-security-token").as_deref(), Some("token-P2"));
    assert_eq!(desk.count(), 2);
}

#[tokio::test]
async fn a_source_that_fails_names_both_calls() {
    let desk = desk([refusal(403, "NoPermission")]);
    let scene = library_with([], |builder| builder.credentials(desk.client.open_desk().into_credentials()));
    let error = scene.client.get_book("b1").send().await.unwrap_err();
    assert!(error.is_auth() && error.kind() == ErrorKind::Credentials && !error.may_have_been_sent());
    let text = error.to_string();
    assert!(text.starts_with("GetBook: the credentials could not be fetched: OpenDesk: 403 Forbidden, NoPermission"), "{text}");

    for (answer, missing) in [
        ("{}", "AccessKey ID"),
        (r#"{"Pass": {"Id": "P1"}}"#, "AccessKey secret"),
        (r#"{"Pass": {"Id": "P1", "Key": "k", "Token": "t"}}"#, "time at which the credentials expire"),
    ] {
        let desk = crate::library::desk([Reply::json(200, answer)]);
        let error = desk.client.open_desk().into_credentials().credentials().await.unwrap_err();
        assert_eq!(error.to_string(), format!("OpenDesk: the answer has no {missing}"));
    }
}

#[tokio::test]
async fn credentials_that_the_service_says_have_expired_are_fetched_anew_once() {
    let (time, fetched) = (time(), Arc::new(AtomicU32::new(0)));
    let session = hourly(&time, fetched.clone());
    let expired = || refusal(403, "InvalidSecurityToken.Expired");
    let scene = library_with([expired(), book("b1"), expired(), expired()], |builder| builder.credentials(session));
    scene.client.add_book("Emma").send().await.unwrap();
    assert_eq!(fetched.load(Ordering::Relaxed), 2);
    scene.client.get_book("b1").send().await.unwrap_err();
    assert_eq!((fetched.load(Ordering::Relaxed), scene.count()), (3, 4));
}

#[tokio::test]
async fn static_credentials_that_have_expired_are_not_tried_again() {
    let scene = library_with([refusal(403, "InvalidSecurityToken.Expired")], |builder| builder);
    scene.client.get_book("b1").send().await.unwrap_err();
    assert_eq!(scene.count(), 1);
}

#[tokio::test]
async fn a_chain_asks_one_after_the_other() {
    let nothing = Environment::from_iter::<[(&str, &str); 0]>([]);
    let chain = CredentialsChain::empty().then(EnvironmentCredentials::new(nothing.clone())).then(Credentials::new("second", "secret"));
    assert_eq!(id(&chain).await, "second");
    let error = CredentialsChain::from_environment(&nothing).credentials().await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "no provider has credentials: no AccessKey: set ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET in the environment; \
         there is no profile file, as there is no home directory"
    );
    let broken = Environment::from_iter([("ALIBABA_CLOUD_ACCESS_KEY_ID", "half")]);
    let error = CredentialsChain::empty().then(EnvironmentCredentials::new(broken)).then(chain).credentials().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Configuration, "what is broken is not passed over");
}

#[tokio::test]
async fn secrets_do_not_print() {
    let credentials = Credentials::temporary("id", "secret-1", "token-1", None);
    let remembered = credentials.clone();
    let session = SessionCredentials::new(move || std::future::ready(Ok(remembered.clone())));
    session.credentials().await.unwrap();
    let text = format!("{credentials:?} {session:?}");
    assert!(!text.contains("secret-1") && !text.contains("token-1"), "{text}");
}

/// A session that was fetched, and whose next fetches take this long.
async fn slow(time: &VirtualTime, takes: u64, fetched: Arc<AtomicU32>) -> SessionCredentials {
    let clock = time.clone();
    let session = SessionCredentials::new(move || {
        let (number, time) = (fetched.fetch_add(1, Ordering::Relaxed) + 1, clock.clone());
        async move {
            time.sleep(seconds(if number == 1 { 0 } else { takes })).await;
            let expires = time.now() + SignedDuration::from_hours(1);
            Ok(Credentials::temporary(format!("STS.{number}"), "secret", "token", Some(expires)))
        }
    });
    let session = session.clock(time.clone()).sleep(time.clone());
    id(&session).await;
    session
}

#[tokio::test]
async fn a_fetch_is_not_given_up_for_old_ones_that_have_ended_meanwhile() {
    let (time, fetched) = (time(), Arc::new(AtomicU32::new(0)));
    let session = slow(&time, 5, fetched.clone()).await;
    time.advance(seconds(3600 - 2));
    assert_eq!((id(&session).await.as_str(), fetched.load(Ordering::Relaxed)), ("STS.2", 2));

    let (time, fetched) = (crate::library::time(), Arc::new(AtomicU32::new(0)));
    let session = slow(&time, 5, fetched.clone()).await;
    let old = session.credentials().await.unwrap();
    time.advance(seconds(56 * 60));
    let mut fetching = session.credentials();
    assert!(poll_fn(|context| Poll::Ready(fetching.as_mut().poll(context).is_pending())).await);
    assert!(session.reject(&old));
    assert_eq!(fetching.await.unwrap().access_key_id(), "STS.2");
}

#[tokio::test]
async fn who_waited_shares_what_a_fetch_came_to_even_if_it_has_ended_by_this_clock() {
    let (time, fetched) = (time(), Arc::new(AtomicU32::new(0)));
    let (clock, count) = (time.clone(), fetched.clone());
    let session = SessionCredentials::new(move || {
        let clock = clock.clone();
        count.fetch_add(1, Ordering::Relaxed);
        async move {
            tokio::task::yield_now().await;
            Ok(Credentials::temporary("STS.1", "secret", "token", Some(clock.now() - SignedDuration::from_mins(1))))
        }
    });
    let session = session.clock(time.clone()).sleep(time.clone());
    for id in ids_at_once(&session).await {
        assert_eq!(id, "STS.1");
    }
    assert_eq!(fetched.load(Ordering::Relaxed), 1);
}

#[tokio::test]
async fn a_call_is_not_sent_again_with_what_was_refused() {
    let session = SessionCredentials::new(|| std::future::ready(Err(Error::credentials("nobody asks it"))));
    let chain = CredentialsChain::empty().then(Credentials::temporary("first", "secret", "token", None)).then(session);
    let scene = library_with([refusal(403, "InvalidSecurityToken.Expired"), book("b1")], |builder| builder.credentials(chain));
    scene.client.get_book("b1").send().await.unwrap_err();
    assert_eq!(scene.count(), 1);
}

#[tokio::test]
async fn a_call_does_not_repeat_the_attempts_of_the_call_that_fetches_its_credentials() {
    let desk = desk((0..99).map(|_| refusal(503, "Busy")));
    let scene = reader_of(&desk, []);
    let error = scene.client.get_book("b1").send().await.unwrap_err();
    assert_eq!((desk.count(), error.attempts(), error.is_retryable()), (3, 1, true));
    assert_eq!(error.to_string().matches("attempts").count(), 1, "{error}");
}

#[tokio::test]
async fn a_refusal_is_told_with_why_there_are_no_new_credentials() {
    let desk = desk([pass("P1", "2026-11-23T10:43:17Z"), refusal(403, "NoPermission")]);
    let scene = reader_of(&desk, [refusal(403, "InvalidSecurityToken.Expired")]);
    let error = scene.client.get_book("b1").send().await.unwrap_err();
    assert_eq!((error.code(), error.request_id()), (Some("InvalidSecurityToken.Expired"), Some("R-1")));
    assert!(error.is_auth() && error.to_string().contains("could not be fetched: OpenDesk: 403 Forbidden, NoPermission"), "{error}");
}
