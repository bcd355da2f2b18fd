//! Ctrl-C while a command runs: it has a process group of its own, so nobody else tells it,
//! and the copy has to go.

#[cfg(unix)]
mod signals {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicBool, Ordering};

    use signal_hook::SigId;
    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};

    /// While it lives, signals that end programs are noted instead.
    #[derive(Debug)]
    pub struct Interrupt {
        came: Arc<AtomicBool>,
        registered: Vec<SigId>,
    }

    impl Interrupt {
        /// Begins to note them.
        pub fn new() -> Interrupt {
            let came = Arc::new(AtomicBool::new(false));
            let note = |signal| signal_hook::flag::register(signal, Arc::clone(&came)).ok();
            let registered = [SIGHUP, SIGINT, SIGTERM].into_iter().filter_map(note).collect();
            Interrupt { came, registered }
        }

        /// Whether one came.
        pub fn came(&self) -> bool {
            self.came.load(Ordering::Relaxed)
        }
    }

    impl Drop for Interrupt {
        fn drop(&mut self) {
            for id in self.registered.drain(..) {
                signal_hook::low_level::unregister(id);
            }
        }
    }
}

#[cfg(not(unix))]
mod signals {
    /// Ctrl-C ends the program here.
    #[derive(Debug)]
    pub struct Interrupt;

    impl Interrupt {
        /// Nothing is noted.
        pub fn new() -> Interrupt {
            Interrupt
        }

        /// Nothing came.
        pub fn came(&self) -> bool {
            false
        }
    }
}

pub use signals::Interrupt;
