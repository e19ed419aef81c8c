//! Task: a future in a box, of one type for all that are spawned. A task is compiled for each type of its future and
//! each kind of runtime, 5 KB of every function, and is moved several times before it is where it stays.

use std::pin::Pin;

pub type Boxed<T> = Pin<Box<dyn Future<Output = T> + Send>>;

pub fn boxed<T>(work: impl Future<Output = T> + Send + 'static) -> Boxed<T> {
    Box::pin(work)
}
