//! Whole-program tests, in one executable that links fast: a file per tool and per workflow.
#![allow(missing_docs, unreachable_pub, clippy::expect_used, clippy::unwrap_used, clippy::missing_panics_doc)]
#![allow(clippy::unnecessary_debug_formatting, clippy::needless_pass_by_value)]

#[allow(dead_code, unused_imports, reason = "every test uses its own part of the builder")]
mod support;

mod adapter_call;
mod adapter_dialects;
mod adapter_page;
mod apiserve;
mod check;
mod config;
mod config_form;
mod cut_off;
mod declared;
mod docker;
mod docker_adapter;
mod docker_check;
mod docker_module_page;
mod docker_readme;
mod docker_render;
mod docker_scripts;
mod example_images;
mod full_disk;
mod generated;
mod hello;
mod hyperdrive;
mod registry;
mod render;
mod service_config;
mod service_unit;
mod silent_engine;
mod state;
mod token;
mod unpack;
