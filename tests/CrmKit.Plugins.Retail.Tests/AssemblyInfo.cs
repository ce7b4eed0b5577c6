[assembly: CollectionBehavior(DisableTestParallelization = true)] // one check of the contract changes the zone of the process
