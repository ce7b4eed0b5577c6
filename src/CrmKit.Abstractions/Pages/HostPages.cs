namespace CrmKit.Pages;

/// <summary>Pages of the user interface itself to which plugins add sections: <c>AddPageSection(HostPages.Home, …)</c>.</summary>
public static class HostPages
{
    /// <summary>Where people begin their day.</summary>
    public const string Home = "home";

    /// <summary>The page of each record of a type. In filters of its widgets <c>{id}</c> stands for the record's id.</summary>
    /// <param name="recordType">The type's key.</param>
    public static string Record(string recordType) => "record." + recordType;
}
