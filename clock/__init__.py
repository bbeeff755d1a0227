"""What happens without anybody asking: the tick, the dispatcher and the workers' queue."""
