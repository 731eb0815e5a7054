// Command etcd is the stock etcd server of the pinned version.
// It exists because the module that holds etcd's own main package is not the one that is pinned.
package main

import (
	"os"

	"go.etcd.io/etcd/server/v3/etcdmain"
)

func main() { etcdmain.Main(os.Args) }
