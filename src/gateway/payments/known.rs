//! The gateways that are in use, by name.

use super::PaymentGateway;
use super::error::BadGateway;
use super::razorpay::Razorpay;
use crate::settings::RazorpaySettings;
use examhall_domain::payments::GatewayName;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Every gateway that has an account set.
#[derive(Clone, Default)]
pub struct PaymentGateways(BTreeMap<GatewayName, Arc<dyn PaymentGateway>>);

impl PaymentGateways {
    /// The gateways whose accounts these settings name; maybe none.
    ///
    /// # Errors
    /// When one of them cannot be set up.
    pub fn new(razorpay: &RazorpaySettings) -> Result<Self, BadGateway> {
        let mut known = Self::default();
        if razorpay.is_set() {
            known.add(Arc::new(Razorpay::new(razorpay)?));
        }
        Ok(known)
    }

    /// Adds a gateway under its name.
    pub fn add(&mut self, gateway: Arc<dyn PaymentGateway>) {
        self.0.insert(gateway.name().clone(), gateway);
    }

    /// The gateway of this name.
    pub fn get(&self, name: &GatewayName) -> Option<&Arc<dyn PaymentGateway>> {
        self.0.get(name)
    }

    /// All of them, by name.
    pub fn iter(&self) -> impl Iterator<Item = &Arc<dyn PaymentGateway>> {
        self.0.values()
    }
}
