//! Waiting in a browser.

use std::{
    future::{Future, poll_fn},
    pin::pin,
    task::Poll,
};

use js_sys::{Function, Promise};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// Waits so many milliseconds.
pub(crate) async fn sleep(ms: u32) {
    let timer = Promise::new(&mut |resolve: Function, _reject| {
        let delay = i32::try_from(ms).unwrap_or(i32::MAX);
        let started = web_sys::window()
            .map(|window| window.set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, delay));
        if !matches!(started, Some(Ok(_))) {
            // Without a timer waiting ends at once, rather than never.
            let _ = resolve.call0(&JsValue::UNDEFINED);
        }
    });
    // A timer's promise is never broken.
    let _ = JsFuture::from(timer).await;
}

/// What a future gives within so many milliseconds; `None` if it takes longer.
pub(crate) async fn within<F: Future>(future: F, ms: u32) -> Option<F::Output> {
    let (mut future, mut deadline) = (pin!(future), pin!(sleep(ms)));
    poll_fn(move |context| match future.as_mut().poll(context) {
        Poll::Ready(value) => Poll::Ready(Some(value)),
        Poll::Pending => deadline.as_mut().poll(context).map(|()| None),
    })
    .await
}

/// What a call that gives a promise comes to, whether it fails at once or later.
pub(crate) async fn settle(call: Result<Promise, JsValue>) -> Result<JsValue, JsValue> {
    JsFuture::from(call?).await
}

/// A property of an object of JavaScript; undefined if it has none.
pub(crate) fn property(object: &JsValue, name: &str) -> JsValue {
    js_sys::Reflect::get(object, &name.into()).unwrap_or(JsValue::UNDEFINED)
}

/// A property of an object, taken for a type that it isn't asked to prove: a stand-in in a test is
/// no instance of the browser's class.
pub(crate) fn taken_for<T: JsCast>(object: &JsValue, name: &str) -> Option<T> {
    let value = property(object, name);
    (!value.is_undefined() && !value.is_null()).then(|| value.unchecked_into())
}
