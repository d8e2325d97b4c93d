//! An axum middleware: handlers behind it see tokens only, callers in front of it see values only. No thread waits for
//! the vault.

use std::sync::Arc;

use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::{Router, routing::post};
use parda::{Delivery, Sink, chat};
use parda_integrations::{AsyncEngine, async_engine, echo};
use tower::ServiceExt;

const MOST: usize = 1 << 20;

async fn veil(State(engine): State<Arc<AsyncEngine>>, request: Request, next: Next) -> Response {
    match redacted(&engine, request, next).await {
        Ok(response) => response,
        // The errors of parda hold no text, so they may be shown.
        Err((status, why)) => (status, why).into_response(),
    }
}

async fn redacted(
    engine: &AsyncEngine,
    request: Request,
    next: Next,
) -> Result<Response, (StatusCode, String)> {
    let bad = |error: parda::Error| (StatusCode::BAD_REQUEST, error.to_string());
    // One scope a user; a conversation's id would do as well. A real service takes it from who is logged in.
    let user = request
        .headers()
        .get("x-user")
        .and_then(|user| user.to_str().ok())
        .unwrap_or("nobody");
    let session = engine.session(user).map_err(bad)?;
    let (parts, body) = request.into_parts();
    let body = text(body).await?;
    let body = chat::redact_request_async(&session, &body)
        .await
        .map_err(bad)?
        .into_body();
    let response = next.run(Request::from_parts(parts, Body::from(body))).await;
    let (parts, body) = response.into_parts();
    let body = text(body).await?;
    let body = chat::restore_response_async(&session, &body, &Delivery::to(Sink::Reader))
        .await
        .map_err(bad)?;
    Ok(Response::from_parts(
        parts,
        Body::from(body.into_exposed().into_owned()),
    ))
}

async fn text(body: Body) -> Result<String, (StatusCode, String)> {
    let bytes = to_bytes(body, MOST)
        .await
        .map_err(|_| (StatusCode::PAYLOAD_TOO_LARGE, "too large".to_owned()))?;
    String::from_utf8(bytes.into()).map_err(|_| (StatusCode::BAD_REQUEST, "not UTF-8".to_owned()))
}

async fn ask(body: String) -> String {
    println!("the handler got: {body}");
    echo(&body)
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let engine = Arc::new(async_engine()?);
    let app = Router::new()
        .route("/ask", post(ask))
        .layer(from_fn_with_state(engine, veil));
    let body = r#"{"messages":[{"role":"user","content":"My card is 4111 1111 1111 1111."}]}"#;
    let request = Request::post("/ask")
        .header("x-user", "asha")
        .body(Body::from(body))?;
    let response = app.oneshot(request).await?;
    println!(
        "the caller got: {}",
        String::from_utf8(to_bytes(response.into_body(), MOST).await?.into())?
    );
    Ok(())
}
