//! An exam with a price, and a student who has paid one order for it and left another one open.

use crate::api::Api;
use crate::server::Server;
use crate::until;
use crate::walks::setting::QUESTIONS;
use serde_json::{Value, json};

/// What the pages of the sale show.
pub struct Shop {
    pub exam: String,
    pub paid: String,
    pub open: String,
}

impl Shop {
    pub async fn new(server: &Server, author: &Api, admin: &Api, student: &Api) -> Self {
        let exam = json!({ "title": "Chemistry I", "summary": "Bonds.", "description": "", "language": "en" });
        let exam = id_of(&author.post("/api/exams", &exam).await);
        author.post_text(&format!("/api/exams/{exam}/import?format=gift&mode=publish"), QUESTIONS).await;
        author.post(&format!("/api/exams/{exam}/publish"), &Value::Null).await;
        let price = json!({ "price": { "amount_minor": 49_900, "currency": "INR" }, "access_days": 30 });
        admin.put(&format!("/api/exams/{exam}/price"), &price).await;
        let paid = places(student, &exam).await;
        let (checkout, order) = (&paid["checkout"]["action"], &paid["checkout"]["fields"]["order_id"]);
        server.provider_takes(checkout.as_str().unwrap(), order.as_str().unwrap(), "success").await;
        let paid = id_of(&paid);
        let is_paid =
            async || (student.get(&format!("/api/payments/orders/{paid}")).await["status"] == "paid").then_some(());
        until::found(is_paid).await.unwrap();
        let open = id_of(&places(student, &exam).await);
        Self { exam, paid, open }
    }
}

async fn places(student: &Api, exam: &str) -> Value {
    student.post_once("/api/payments/create-order", &json!({ "exam_id": exam })).await
}

fn id_of(row: &Value) -> String {
    row["id"].as_str().unwrap().to_owned()
}
