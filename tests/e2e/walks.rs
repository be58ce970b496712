//! The walks, each from a person's first page to the end of what they came for.

mod author;
mod bank;
mod deadline;
mod device_check;
mod devices;
mod first_load;
mod journey;
mod mail;
mod marking;
mod newcomer;
mod offline;
mod pages;
mod paper;
mod paper_editor;
mod pictures;
mod plain_requests;
mod receipt;
mod restart;
mod second_factor;
mod setting;
mod silence;
mod sitting;
mod slow_network;
mod talk;
mod teacher;
mod wall;
