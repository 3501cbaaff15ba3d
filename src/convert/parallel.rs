//! Many articles at once, their results in the order of the articles, memory bounded.

use std::collections::BTreeMap;
use std::sync::mpsc;

/// Applies `work` to every item on `threads` threads and hands the results to `emit` in order.
///
/// Each worker has a state of its own, made by `state` and returned at the end. At most a few items a
/// thread are under way, so memory does not grow with their number. `emit` stops everything by
/// returning an error.
pub fn in_order<I, O, W, E>(
    items: impl Iterator<Item = I> + Send,
    threads: usize,
    state: impl Fn() -> W + Sync,
    work: impl Fn(&mut W, I) -> O + Sync,
    mut emit: impl FnMut(O) -> Result<(), E>,
) -> Result<Vec<W>, E>
where
    I: Send,
    O: Send,
    W: Send,
{
    if threads <= 1 {
        let mut worker = state();
        for item in items {
            emit(work(&mut worker, item))?;
        }
        return Ok(vec![worker]);
    }
    let (done, results) = mpsc::sync_channel::<(usize, O)>(threads * 4);
    // A permit a result that was emitted: workers run at most this far ahead of the output.
    let (permit, permits) = mpsc::sync_channel::<()>(threads * 8);
    for _ in 0..threads * 8 {
        let _ = permit.try_send(());
    }
    let queue = std::sync::Mutex::new(items.enumerate());
    let permits = std::sync::Mutex::new(permits);
    std::thread::scope(|scope| {
        let (queue, permits, state, work) = (&queue, &permits, &state, &work);
        let workers: Vec<_> = (0..threads)
            .map(|_| {
                let done = done.clone();
                scope.spawn(move || {
                    let mut worker = state();
                    loop {
                        let Some((number, item)) = ({
                            let Ok(mut queue) = queue.lock() else { break };
                            let allowed = permits.lock().is_ok_and(|permits| permits.recv().is_ok());
                            if allowed { queue.next() } else { None }
                        }) else {
                            break;
                        };
                        if done.send((number, work(&mut worker, item))).is_err() {
                            break;
                        }
                    }
                    worker
                })
            })
            .collect();
        drop(done);
        let mut waiting = BTreeMap::new();
        let mut next = 0;
        let mut outcome = Ok(());
        'results: for (number, result) in results.iter() {
            waiting.insert(number, result);
            while let Some(result) = waiting.remove(&next) {
                next += 1;
                outcome = emit(result);
                if outcome.is_err() {
                    break 'results;
                }
                let _ = permit.try_send(());
            }
        }
        drop((permit, results));
        let mut states = Vec::with_capacity(threads);
        for worker in workers {
            match worker.join() {
                Ok(state) => states.push(state),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        outcome.map(|()| states)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn order_is_kept_for_any_number_of_threads() {
        for threads in [1, 2, 7] {
            let mut seen = Vec::new();
            let states = in_order(
                0..500_usize,
                threads,
                || 0_usize,
                |count, item| {
                    *count += 1;
                    if item % 13 == 0 {
                        std::thread::yield_now();
                    }
                    item * 2
                },
                |result| {
                    seen.push(result);
                    Ok::<(), ()>(())
                },
            )
            .unwrap();
            assert_eq!(seen, (0..500).map(|item| item * 2).collect::<Vec<_>>());
            assert_eq!(states.iter().sum::<usize>(), 500);
        }
    }

    #[test]
    fn an_error_stops_an_endless_stream() {
        let outcome = in_order(0_u64.., 4, || (), |(), item| item, |item| if item == 100 { Err(item) } else { Ok(()) });
        assert_eq!(outcome, Err(100));
    }
}
