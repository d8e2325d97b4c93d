//! A tower layer around any service that takes a redacted request and answers with text: the type of the inner
//! service's request is `RedactedRequest`, so that nothing else can be sent through it.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use parda::chat::{self, RedactedRequest};
use parda::{Delivery, Sink};
use parda_integrations::{AsyncEngine, async_engine, echo};
use tower::{Layer, Service, ServiceBuilder, ServiceExt, service_fn};

type Failure = Box<dyn std::error::Error + Send + Sync>;

/// A scope and a body to send.
struct Ask {
    scope: String,
    body: String,
}

#[derive(Clone)]
struct RedactLayer(Arc<AsyncEngine>);

impl<S> Layer<S> for RedactLayer {
    type Service = Redact<S>;

    fn layer(&self, inner: S) -> Redact<S> {
        Redact {
            engine: Arc::clone(&self.0),
            inner,
        }
    }
}

#[derive(Clone)]
struct Redact<S> {
    engine: Arc<AsyncEngine>,
    inner: S,
}

impl<S> Service<Ask> for Redact<S>
where
    S: Service<RedactedRequest, Response = String, Error = Failure> + Clone + Send + 'static,
    S::Future: Send,
{
    type Response = String;
    type Error = Failure;
    type Future = Pin<Box<dyn Future<Output = Result<String, Failure>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Failure>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, ask: Ask) -> Self::Future {
        let engine = Arc::clone(&self.engine);
        // The one that was asked whether it is ready is the one that is called.
        let clone = self.inner.clone();
        let mut inner = std::mem::replace(&mut self.inner, clone);
        Box::pin(async move {
            let session = engine.session(&ask.scope)?;
            let request = chat::redact_request_async(&session, &ask.body).await?;
            let response = inner.call(request).await?;
            let delivery = Delivery::to(Sink::Reader);
            let restored = chat::restore_response_async(&session, &response, &delivery).await?;
            Ok(restored.into_exposed().into_owned())
        })
    }
}

#[tokio::main]
async fn main() -> Result<(), Failure> {
    let model = service_fn(|request: RedactedRequest| async move {
        println!("the model got: {}", request.body());
        Ok::<_, Failure>(echo(request.body()))
    });
    let service = ServiceBuilder::new()
        .layer(RedactLayer(Arc::new(async_engine()?)))
        .service(model);
    let body = r#"{"messages":[{"role":"user","content":"Mail asha@example.com."}]}"#;
    let answer = service
        .oneshot(Ask {
            scope: "chat-42".into(),
            body: body.into(),
        })
        .await?;
    println!("the caller got: {answer}");
    Ok(())
}
