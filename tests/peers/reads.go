// Whether a certificate and a key are loaded, and as many certificates as are in the file.
package main

import (
	"crypto/tls"
	"os"
	"strconv"
)

func main() {
	pair, err := tls.LoadX509KeyPair(os.Args[1], os.Args[2])
	if count, _ := strconv.Atoi(os.Args[3]); err != nil || len(pair.Certificate) != count {
		os.Exit(1)
	}
}
