using CrmKit.Views;

namespace CrmKit.Segments;

/// <summary>Segments out of their rows.</summary>
internal static class SegmentRows
{
    public static Segment Read(SegmentEntry row) => new()
    {
        Id = row.Id,
        RecordType = row.RecordType,
        Name = row.Name,
        Filter = row.Filter,
        Kind = (SegmentKind)EnumCode.Parse(typeof(SegmentKind), row.Kind),
        Sharing = (ViewSharing)EnumCode.Parse(typeof(ViewSharing), row.Sharing),
        TeamId = row.TeamId,
        OwnerId = row.OwnerId,
        State = row.Shape.Length == 0 ? SegmentState.Broken : row.BuiltAfter is null ? SegmentState.Current : SegmentState.Building,
        AsOf = row.AsOf,
    };

    public static Shared Sharing(Segment segment) => new(segment.RecordType, segment.Sharing, segment.TeamId, segment.OwnerId);
}
