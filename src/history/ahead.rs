//! An iterator that works on a thread of its own, a few items ahead of whoever takes them.

use std::{
    panic,
    sync::mpsc::{self, Receiver},
    thread::{self, JoinHandle},
};

/// The items, in their order. When this is dropped the thread ends before its next item.
pub(super) struct Ahead<T> {
    items: Option<Receiver<T>>,
    worker: Option<JoinHandle<()>>,
}

/// Has `items` made up to `count` ahead.
pub(super) fn ahead<T: Send + 'static>(
    count: usize,
    items: impl Iterator<Item = T> + Send + 'static,
) -> Ahead<T> {
    let (sender, receiver) = mpsc::sync_channel(count);
    let worker = thread::spawn(move || {
        for item in items {
            if sender.send(item).is_err() {
                break;
            }
        }
    });
    Ahead { items: Some(receiver), worker: Some(worker) }
}

impl<T> Iterator for Ahead<T> {
    type Item = T;

    fn next(&mut self) -> Option<T> {
        let item = self.items.as_ref()?.recv().ok();
        if item.is_none()
            && let Some(worker) = self.worker.take()
            && let Err(panicked) = worker.join()
        {
            // A worker that failed must not look like the end.
            panic::resume_unwind(panicked);
        }
        item
    }
}

impl<T> Drop for Ahead<T> {
    fn drop(&mut self) {
        drop(self.items.take());
        if let Some(worker) = self.worker.take() {
            // What nobody takes any more may fail.
            let _ended = worker.join();
        }
    }
}
