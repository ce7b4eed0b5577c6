// The check of zones changes the zone of the process.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
