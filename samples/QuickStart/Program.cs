Console.WriteLine("CrmKit");
