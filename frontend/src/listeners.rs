//! Who wants to be told of something.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use contract::devices::ListenerId;

thread_local! {
    static LAST_ID: Cell<u64> = const { Cell::new(0) };
}

/// An id that no other listener of this tab has.
pub(crate) fn next_id() -> ListenerId {
    LAST_ID.with(|last| {
        last.set(last.get() + 1);
        ListenerId(last.get())
    })
}

/// Listeners of one kind, told in the order they came.
pub(crate) struct Listeners<T: ?Sized>(RefCell<Vec<(ListenerId, Rc<T>)>>);

impl<T: ?Sized> Default for Listeners<T> {
    fn default() -> Self {
        Self(RefCell::default())
    }
}

impl<T: ?Sized> Listeners<T> {
    /// Adds one.
    pub(crate) fn add(&self, listener: Rc<T>) -> ListenerId {
        let id = next_id();
        self.0.borrow_mut().push((id, listener));
        id
    }

    /// Takes one back; an unknown id is nobody's.
    pub(crate) fn remove(&self, id: ListenerId) {
        self.0.borrow_mut().retain(|(listener, _)| *listener != id);
    }

    /// All of them: a copy, so that a listener may add or remove listeners while it is told.
    pub(crate) fn all(&self) -> Vec<Rc<T>> {
        self.0.borrow().iter().map(|(_, listener)| Rc::clone(listener)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_listener_may_leave_while_it_is_told() {
        let listeners: Rc<Listeners<dyn Fn()>> = Rc::new(Listeners::default());
        let told = Rc::new(Cell::new(0));
        let id = Rc::new(Cell::new(None));
        let (inside, count, own) = (Rc::clone(&listeners), Rc::clone(&told), Rc::clone(&id));
        id.set(Some(listeners.add(Rc::new(move || {
            count.set(count.get() + 1);
            own.get().into_iter().for_each(|id| inside.remove(id));
        }))));
        for _ in 0..2 {
            listeners.all().iter().for_each(|listener| listener());
        }
        assert_eq!(told.get(), 1);
    }
}
