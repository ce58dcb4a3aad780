// Before anything else reads the address: the router would take the key behind the # for a screen.
import { take_key } from '@/state/window_key'

take_key(window.location, window.sessionStorage, window.history)
