//! The sound of a new order: two short tones, made on the spot rather than loaded.

use std::cell::RefCell;

use wasm_bindgen::JsValue;
use web_sys::{AudioContext, OscillatorType};

use crate::wait::property;

/// The tones in hertz, and when each begins, in seconds.
const TONES: [(f32, f64); 2] = [(880.0, 0.0), (1_174.7, 0.16)];
const TONE_SECONDS: f64 = 0.14;
const LOUDNESS: f32 = 0.25;
/// Nearly silent: a tone that fades to exactly zero can't be drawn as a curve.
const FADED: f32 = 0.001;

/// A bell that is only made when it first rings.
#[derive(Default)]
pub(super) struct Bell(RefCell<Option<AudioContext>>);

impl Bell {
    /// Rings once, if the browser lets the page be heard: not before somebody touched it.
    pub(super) fn ring(&self) -> Result<(), JsValue> {
        if !was_touched() {
            return Ok(());
        }
        let mut bell = self.0.borrow_mut();
        let context = match bell.as_ref() {
            Some(context) => context.clone(),
            None => bell.insert(AudioContext::new()?).clone(),
        };
        // A device that slept wakes the sound up first; without it there are still the marks on the page.
        let _ = context.resume()?;
        for (pitch, begins) in TONES {
            tone(&context, pitch, context.current_time() + begins)?;
        }
        Ok(())
    }
}

/// Whether a person used the page; true where the browser doesn't say. Sounds before that are kept
/// back by the browser, and would all be heard at the first touch.
fn was_touched() -> bool {
    let navigator = web_sys::window().map(|window| window.navigator());
    let activation = navigator.map(|navigator| property(&navigator, "userActivation"));
    let has_been = activation.map(|activation| property(&activation, "hasBeenActive"));
    has_been.and_then(|has_been| has_been.as_bool()).unwrap_or(true)
}

fn tone(context: &AudioContext, pitch: f32, begins: f64) -> Result<(), JsValue> {
    let (oscillator, gain) = (context.create_oscillator()?, context.create_gain()?);
    oscillator.set_type(OscillatorType::Sine);
    oscillator.frequency().set_value(pitch);
    gain.gain().set_value_at_time(LOUDNESS, begins)?;
    gain.gain().exponential_ramp_to_value_at_time(FADED, begins + TONE_SECONDS)?;
    oscillator.connect_with_audio_node(&gain)?;
    gain.connect_with_audio_node(&context.destination())?;
    oscillator.start_with_when(begins)?;
    oscillator.stop_with_when(begins + TONE_SECONDS)
}
