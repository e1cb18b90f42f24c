//! Modules: descriptors, what they depend on, packages read and written, and where they are placed.

pub mod archive;
pub mod dependency;
pub mod descriptor;
pub mod naming;
pub mod needs;
pub mod order;
pub mod pack;
pub mod package;
pub mod release;
pub mod resolution;
pub mod source;
pub mod step;
pub mod system;

pub use archive::{Bytes, Limits};
pub use dependency::Dependency;
pub use descriptor::Descriptor;
pub use needs::Needs;
pub use order::order;
pub use package::Package;
pub use release::Release;
pub use resolution::resolve;
pub use step::steps;
pub use system::System;
