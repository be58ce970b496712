#!/bin/sh
# Chromium without windows. It opens no page by itself, and the driver waits for one.
exec chromium-headless-shell "$@" about:blank
