using CrmKit.Storage;

namespace CrmKit.Specification;

/// <summary>A database for one test; disposing removes it.</summary>
internal interface ITestDatabase : IAsyncDisposable
{
    /// <summary>A store over it; several share what they write.</summary>
    ICrmStore NewStore();

    /// <summary>Has CrmKit use it.</summary>
    void Use(CrmKitBuilder crm);

    /// <summary>How the database runs a query, as text that names the indexes used.</summary>
    Task<string> ExplainAsync<T>(IStoreReader reader, IQueryable<T> query);
}
