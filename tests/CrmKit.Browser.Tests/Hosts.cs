namespace CrmKit.Browser;

/// <summary>Tests that work on records of their own: one host for all of them.</summary>
[CollectionDefinition(Name)]
public sealed class WorkHosts : ICollectionFixture<BrowserHost>
{
    public const string Name = "work";
}

/// <summary>Tests that look at the demo company: one host for all of them, beside the other.</summary>
[CollectionDefinition(Name)]
public sealed class DemoHosts : ICollectionFixture<DemoBrowserHost>
{
    public const string Name = "demo";
}
