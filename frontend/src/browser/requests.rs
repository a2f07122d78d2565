//! What all requests of this page say.

use contract::made_for::HEADER;
use js_sys::{Function, Reflect};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::{Request, RequestInit};

/// Has every request of this document's program say for whom the page was made. It is said at the one place
/// that all of them pass, `fetch`, so that no call leaves it out.
pub(crate) fn say_for_whom(mark: &str) {
    let name = JsValue::from_str("fetch");
    let global = js_sys::global();
    let Some(fetch) = Reflect::get(&global, &name).ok().and_then(|fetch| fetch.dyn_into::<Function>().ok())
    else {
        return;
    };
    let (caller, mark) = (global.clone(), mark.to_owned());
    let saying = Closure::<dyn Fn(JsValue, JsValue) -> Result<JsValue, JsValue>>::new(
        move |what: JsValue, how: JsValue| match marked(&what, &how, &mark) {
            Some(request) => fetch.call1(&caller, &request),
            None => fetch.call2(&caller, &what, &how),
        },
    );
    // Where it can't be set, requests say nothing, as those of older pages.
    let _ = Reflect::set(&global, &name, saying.as_ref());
    saying.forget();
}

/// The request with its mark; none if it can't be made, which `fetch` itself then says.
fn marked(what: &JsValue, how: &JsValue, mark: &str) -> Option<Request> {
    let how = how.dyn_ref::<js_sys::Object>().cloned().unwrap_or_default().unchecked_into::<RequestInit>();
    let request = match what.dyn_ref::<Request>() {
        Some(request) => Request::new_with_request_and_init(request, &how),
        None => Request::new_with_str_and_init(&what.as_string()?, &how),
    };
    let request = request.ok()?;
    request.headers().set(HEADER, mark).ok()?;
    Some(request)
}
