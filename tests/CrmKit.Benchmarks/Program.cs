Console.WriteLine("CrmKit benchmarks");
