using CrmKit.Storage;

namespace CrmKit.Segments;

/// <summary>Membership in queries.</summary>
internal static class SegmentMembers
{
    /// <summary>Those of some records that are in a segment.</summary>
    public static IQueryable<T> In<T>(IStoreReader reader, IQueryable<T> rows, Guid segment) where T : Record
    {
        var members = reader.Query<SegmentMember>().Where(m => m.SegmentId == segment).Select(m => m.RecordId);
        return rows.Where(r => members.Contains(r.Id));
    }
}
