module first-app

go 1.23

require (
	github.com/coder/websocket v1.8.15
	rtmsmock v0.1.0
)

// Not published yet: a copy of kits/go.
replace rtmsmock => ../../../kits/go
