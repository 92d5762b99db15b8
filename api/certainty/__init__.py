"""How sure a result is: bands, chances, what it hangs on, real change against noise."""
