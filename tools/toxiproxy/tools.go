//go:build tools

// Package tools pins the Toxiproxy server, which is built by its own package path.
package tools

import _ "github.com/Shopify/toxiproxy/v2/cmd/server"
