// Command k6 is the stock k6 of the pinned version, without extensions.
// It exists because `go install` refuses the v2 module path.
package main

import k6cmd "go.k6.io/k6/v2/cmd"

func main() { k6cmd.Execute() }
