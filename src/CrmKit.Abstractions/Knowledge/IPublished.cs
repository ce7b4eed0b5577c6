namespace CrmKit.Knowledge;

/// <summary>Records that may be unfinished: until it is published, one is seen by its owner and by those who may change it.</summary>
internal interface IPublished
{
    bool IsPublished { get; }
}
