//go:build tools

// Package tools pins cosign, which is built by its own package path: it cross-checks what the Sigstore libraries sign.
package tools

import _ "github.com/sigstore/cosign/v2/cmd/cosign"
