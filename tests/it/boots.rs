//! The server starts, says how it is, and answers nonsense with a problem.

use crate::support::TestServer;
use serde_json::Value;
use std::io::Read;

#[actix_web::test]
async fn a_started_server_is_healthy_and_serves_its_first_page() {
    let server = TestServer::start(&[]).await;
    let health: Value = reqwest::get(server.url("/health")).await.unwrap().json().await.unwrap();
    assert_eq!(health["status"], "ok");
    assert_eq!(reqwest::get(server.url("/health/ready")).await.unwrap().status(), 204);
    let page = reqwest::get(server.url("/")).await.unwrap();
    assert!(page.headers()["content-security-policy"].to_str().unwrap().contains("default-src 'none'"));
    let html = page.text().await.unwrap();
    let asset = html.split('"').find(|part| part.starts_with("/static/")).unwrap();
    let asset = reqwest::get(server.url(asset)).await.unwrap();
    assert!(asset.headers()["cache-control"].to_str().unwrap().contains("immutable"));
}

#[actix_web::test]
async fn who_asks_for_the_head_alone_gets_it() {
    let server = TestServer::start(&[]).await;
    let client = reqwest::Client::new();
    for path in ["/", "/health", "/health/live", "/health/ready", "/sw.js"] {
        let [head, whole] =
            [reqwest::Method::HEAD, reqwest::Method::GET].map(|method| client.request(method, server.url(path)));
        let (head, whole) = (head.send().await.unwrap(), whole.send().await.unwrap());
        assert_eq!(head.status(), whole.status(), "{path}");
        assert_eq!(head.headers().get("content-type"), whole.headers().get("content-type"), "{path}");
        assert!(head.bytes().await.unwrap().is_empty(), "{path}");
    }
}

#[actix_web::test]
async fn pages_name_their_room_where_the_settings_say_so() {
    for (settings, names) in [(vec![], false), (vec![("EXAMHALL__SOCKET__NAME_ROOMS", "true")], true)] {
        let server = TestServer::start(&settings).await;
        for page in ["/room", "/proctor"] {
            let html = reqwest::get(server.url(page)).await.unwrap().text().await.unwrap();
            assert_eq!(html.contains("<meta name=\"names-rooms\">"), names, "{page}");
        }
    }
}

#[actix_web::test]
async fn the_app_can_be_installed_and_its_worker_is_always_of_the_present_build() {
    let server = TestServer::start(&[]).await;
    let html = reqwest::get(server.url("/room")).await.unwrap().text().await.unwrap();
    let manifest = html.split('"').find(|part| part.ends_with("manifest.webmanifest")).unwrap();
    let folder = manifest.strip_suffix("manifest.webmanifest").unwrap();
    let manifest = reqwest::get(server.url(manifest)).await.unwrap();
    assert_eq!(manifest.headers()["content-type"], "application/manifest+json");
    let manifest: Value = manifest.json().await.unwrap();
    assert_eq!(manifest["start_url"], "/my");
    for icon in manifest["icons"].as_array().unwrap() {
        let file = icon["src"].as_str().unwrap().strip_prefix("./").unwrap();
        let icon = reqwest::get(server.url(&format!("{folder}{file}"))).await.unwrap();
        assert_eq!((icon.status().as_u16(), &icon.headers()["content-type"]), (200, &"image/svg+xml".parse().unwrap()));
    }
    let worker = reqwest::get(server.url("/sw.js")).await.unwrap();
    assert_eq!(worker.headers()["cache-control"], "no-cache");
    assert_eq!(worker.headers()["content-type"], "text/javascript; charset=utf-8");
    assert!(worker.headers()["content-security-policy"].to_str().unwrap().contains("default-src 'none'"));
    let worker = worker.text().await.unwrap();
    assert!(worker.contains(&format!("\"{folder}\"")) && !worker.contains("@digest"), "{worker}");
    // Everything that the worker cannot begin without is there.
    for file in worker.split('"').filter(|part| part.starts_with(folder) && *part != folder) {
        assert_eq!(reqwest::get(server.url(file)).await.unwrap().status(), 200, "{file}");
    }
}

#[actix_web::test]
async fn files_come_packed_to_those_who_can_unpack_them_and_the_room_has_texts_of_its_own() {
    let server = TestServer::start(&[]).await;
    let html = reqwest::get(server.url("/room")).await.unwrap().text().await.unwrap();
    let icon = html.split('"').find(|part| part.ends_with("icon.svg")).unwrap();
    let texts = icon.replace("icon.svg", "i18n/fr.json");
    let get = async |path: &str, accepts: &str| {
        let request = reqwest::Client::new().get(server.url(path)).header("accept-encoding", accepts);
        let answer = request.send().await.unwrap();
        let encoding = answer.headers().get("content-encoding").map(|value| value.to_str().unwrap().to_owned());
        (answer.status().as_u16(), encoding, answer.bytes().await.unwrap())
    };
    let (_, plain, whole) = get(&texts, "identity").await;
    let (_, gzip, packed) = get(&texts, "br, gzip;q=0.8").await;
    assert_eq!((plain, gzip.as_deref()), (None, Some("gzip")));
    assert!(packed.starts_with(&[0x1f, 0x8b]) && packed.len() < whole.len() / 3);
    assert_eq!(get(&texts, "gzip;q=0").await.1, None);
    let (_, _, room) = get(&format!("{texts}?of=room"), "identity").await;
    let [whole, room] = [whole, room].map(|bytes| serde_json::from_slice::<Value>(&bytes).unwrap());
    assert_eq!(room["room.title"], whole["room.title"]);
    assert!(room["proctor.wall"].is_null() && whole["proctor.wall"].is_string());
    assert_eq!(get(&format!("{texts}?of=desk"), "identity").await.0, 404);
    assert_eq!(get(&format!("{icon}?of=room"), "identity").await.0, 404);
}

/// What a page found only in its modules came one round trip later for each step.
#[actix_web::test]
async fn a_page_names_every_module_that_its_script_begins_with_and_none_for_later() {
    let server = TestServer::start(&[]).await;
    let html = reqwest::get(server.url("/room")).await.unwrap().text().await.unwrap();
    assert!(html.contains("<title>Exam room – Examhall</title>") && !html.contains('@'), "{html}");
    let named: Vec<&str> = html.split('"').filter(|part| part.starts_with("/static/")).collect();
    for (file, is_named) in [("/lib/answers.js", true), ("/pages/room/recorded.js", false), ("/style/room.css", true)] {
        assert_eq!(named.iter().any(|name| name.ends_with(file)), is_named, "{file}: {named:?}");
    }
    for file in named {
        assert_eq!(reqwest::get(server.url(file)).await.unwrap().status(), 200, "{file}");
    }
}

#[actix_web::test]
async fn an_unknown_address_is_a_problem_in_the_readers_language_with_the_request_id() {
    let server = TestServer::start(&[]).await;
    let answer = reqwest::Client::new()
        .get(server.url("/nowhere"))
        .header("accept-language", "fr-CA,fr;q=0.9")
        .header("x-request-id", "call-7")
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status(), 404);
    assert_eq!(answer.headers()["content-type"], "application/problem+json");
    assert_eq!(answer.headers()["x-request-id"], "call-7");
    let problem: Value = answer.json().await.unwrap();
    assert_eq!(problem["type"], "/problems/not-found");
    assert_eq!(problem["instance"], "call-7");
    let english: Value = reqwest::get(server.url("/nowhere")).await.unwrap().json().await.unwrap();
    assert_ne!(problem["detail"], english["detail"]);
}

/// The description of the API travelled as 200 KB of text.
#[actix_web::test]
async fn long_answers_of_the_api_come_packed_to_those_who_ask_for_it() {
    let server = TestServer::start(&[]).await;
    let get = async |path: &str, accepts: &str| {
        let request = reqwest::Client::new().get(server.url(path)).header("accept-encoding", accepts);
        let answer = request.send().await.unwrap();
        let named = |name: &str| answer.headers().get(name).map(|value| value.to_str().unwrap().to_owned());
        (named("content-encoding"), named("vary"), answer.bytes().await.unwrap())
    };
    let (plain, vary, whole) = get("/api/openapi.json", "identity").await;
    assert_eq!((plain, vary.as_deref()), (None, Some("accept-encoding")));
    let (gzip, vary, packed) = get("/api/openapi.json", "br, gzip;q=0.8").await;
    assert_eq!((gzip.as_deref(), vary.as_deref()), (Some("gzip"), Some("accept-encoding")));
    assert!(packed.len() < whole.len() / 5, "{} of {}", packed.len(), whole.len());
    let mut unpacked = Vec::new();
    flate2::read::GzDecoder::new(&packed[..]).read_to_end(&mut unpacked).unwrap();
    assert!(unpacked == whole, "it says the same");
    let (short, _, health) = get("/health", "gzip").await;
    assert_eq!((short, health.len() < 1_000), (None, true), "what is short stays as it is");
}

#[actix_web::test]
async fn a_packed_file_has_a_tag_of_its_own_and_is_not_sent_twice() {
    let server = TestServer::start(&[]).await;
    let path = server.url("/static/any/i18n/en.json");
    let get = |accepts: &str| reqwest::Client::new().get(&path).header("accept-encoding", accepts);
    let plain = get("gzip;q=0").send().await.unwrap();
    let packed = get("br, gzip").send().await.unwrap();
    assert_eq!(packed.headers()["vary"], "accept-encoding");
    let tag = packed.headers()["etag"].clone();
    assert_ne!(plain.headers()["etag"], tag, "other bytes, another tag");
    assert_eq!(get("gzip").header("if-none-match", tag).send().await.unwrap().status(), 304);
}
