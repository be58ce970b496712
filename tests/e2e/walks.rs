//! The walks, each from a person's first page to the end of what they came for.

mod account;
mod author;
mod deadline;
mod devices;
mod exam_day;
mod first_load;
mod mail;
mod marking;
mod newcomer;
mod pages;
mod paper;
mod plain_requests;
mod restart;
mod setting;
mod talk;
mod wall;
